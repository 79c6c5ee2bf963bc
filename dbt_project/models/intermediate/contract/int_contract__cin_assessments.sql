{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cin_assessments") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cin_assessments' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cina_person_id,
    typed.cina_assessment_id,
    {% if landed_systems | length > 1 %}
        coalesce(cina_referral_id_superseded.counting_id, typed.cina_referral_id)
    {% else %} typed.cina_referral_id
    {% endif %} as cina_referral_id,
    typed.cina_assessment_start_date,
    typed.cina_assessment_child_seen,
    typed.cina_assessment_auth_date,
    typed.cina_assessment_outcome_json,
    typed.cina_assessment_outcome_nfa,
    {% if landed_systems | length > 1 %}
        coalesce(cina_assessment_team_superseded.counting_id, typed.cina_assessment_team)
    {% else %} typed.cina_assessment_team
    {% endif %} as cina_assessment_team,
    {% if landed_systems | length > 1 %}
        coalesce(cina_assessment_worker_id_superseded.counting_id, typed.cina_assessment_worker_id)
    {% else %} typed.cina_assessment_worker_id
    {% endif %} as cina_assessment_worker_id,
    typed.cina_assessment_internal_review_date,
    typed.cina_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cina_referral_id_superseded
        on typed.authority = cina_referral_id_superseded.authority
        and cina_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.cina_referral_id = cina_referral_id_superseded.given_id
        and coalesce(cina_referral_id_superseded.person_id, typed.cina_person_id)
        = typed.cina_person_id
    left join
        superseded as cina_assessment_team_superseded
        on typed.authority = cina_assessment_team_superseded.authority
        and cina_assessment_team_superseded.id_of = 'department.dept_team_id'
        and typed.cina_assessment_team = cina_assessment_team_superseded.given_id
        and coalesce(cina_assessment_team_superseded.person_id, typed.cina_person_id)
        = typed.cina_person_id
    left join
        superseded as cina_assessment_worker_id_superseded
        on typed.authority = cina_assessment_worker_id_superseded.authority
        and cina_assessment_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.cina_assessment_worker_id = cina_assessment_worker_id_superseded.given_id
        and coalesce(cina_assessment_worker_id_superseded.person_id, typed.cina_person_id)
        = typed.cina_person_id
{% endif %}
where typed.row_status = 'loaded'
