{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__s47_enquiry") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    's47_enquiry' as source_table,
    typed.source_file,
    typed.source_row,
    typed.s47e_person_id,
    typed.s47e_s47_enquiry_id,
    {% if landed_systems | length > 1 %}
        coalesce(s47e_referral_id_superseded.counting_id, typed.s47e_referral_id)
    {% else %} typed.s47e_referral_id
    {% endif %} as s47e_referral_id,
    typed.s47e_s47_start_date,
    typed.s47e_s47_end_date,
    typed.s47e_s47_nfa,
    typed.s47e_s47_outcome_json,
    {% if landed_systems | length > 1 %}
        coalesce(
            s47e_s47_completed_by_worker_id_superseded.counting_id,
            typed.s47e_s47_completed_by_worker_id
        )
    {% else %} typed.s47e_s47_completed_by_worker_id
    {% endif %} as s47e_s47_completed_by_worker_id,
    {% if landed_systems | length > 1 %}
        coalesce(
            s47e_s47_completed_by_team_superseded.counting_id, typed.s47e_s47_completed_by_team
        )
    {% else %} typed.s47e_s47_completed_by_team
    {% endif %} as s47e_s47_completed_by_team,
    typed.s47e_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as s47e_referral_id_superseded
        on typed.authority = s47e_referral_id_superseded.authority
        and s47e_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.s47e_referral_id = s47e_referral_id_superseded.given_id
        and coalesce(s47e_referral_id_superseded.person_id, typed.s47e_person_id)
        = typed.s47e_person_id
    left join
        superseded as s47e_s47_completed_by_worker_id_superseded
        on typed.authority = s47e_s47_completed_by_worker_id_superseded.authority
        and s47e_s47_completed_by_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.s47e_s47_completed_by_worker_id
        = s47e_s47_completed_by_worker_id_superseded.given_id
        and coalesce(s47e_s47_completed_by_worker_id_superseded.person_id, typed.s47e_person_id)
        = typed.s47e_person_id
    left join
        superseded as s47e_s47_completed_by_team_superseded
        on typed.authority = s47e_s47_completed_by_team_superseded.authority
        and s47e_s47_completed_by_team_superseded.id_of = 'department.dept_team_id'
        and typed.s47e_s47_completed_by_team = s47e_s47_completed_by_team_superseded.given_id
        and coalesce(s47e_s47_completed_by_team_superseded.person_id, typed.s47e_person_id)
        = typed.s47e_person_id
{% endif %}
where typed.row_status = 'loaded'
