{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__care_leavers") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'care_leavers' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clea_table_id,
    typed.clea_person_id,
    typed.clea_care_leaver_eligibility,
    typed.clea_care_leaver_in_touch,
    typed.clea_care_leaver_latest_contact,
    typed.clea_care_leaver_accommodation,
    typed.clea_care_leaver_accom_suitable,
    typed.clea_care_leaver_activity,
    typed.clea_pathway_plan_review_date,
    typed.clea_care_leaver_personal_advisor,
    {% if landed_systems | length > 1 %}
        coalesce(
            clea_care_leaver_allocated_team_superseded.counting_id,
            typed.clea_care_leaver_allocated_team
        )
    {% else %} typed.clea_care_leaver_allocated_team
    {% endif %} as clea_care_leaver_allocated_team,
    {% if landed_systems | length > 1 %}
        coalesce(
            clea_care_leaver_worker_id_superseded.counting_id, typed.clea_care_leaver_worker_id
        )
    {% else %} typed.clea_care_leaver_worker_id
    {% endif %} as clea_care_leaver_worker_id
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as clea_care_leaver_allocated_team_superseded
        on typed.authority = clea_care_leaver_allocated_team_superseded.authority
        and clea_care_leaver_allocated_team_superseded.id_of = 'department.dept_team_id'
        and typed.clea_care_leaver_allocated_team
        = clea_care_leaver_allocated_team_superseded.given_id
        and coalesce(clea_care_leaver_allocated_team_superseded.person_id, typed.clea_person_id)
        = typed.clea_person_id
    left join
        superseded as clea_care_leaver_worker_id_superseded
        on typed.authority = clea_care_leaver_worker_id_superseded.authority
        and clea_care_leaver_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.clea_care_leaver_worker_id = clea_care_leaver_worker_id_superseded.given_id
        and coalesce(clea_care_leaver_worker_id_superseded.person_id, typed.clea_person_id)
        = typed.clea_person_id
{% endif %}
where typed.row_status = 'loaded'
