{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cin_episodes") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cin_episodes' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cine_person_id,
    typed.cine_referral_id,
    typed.cine_referral_date,
    typed.cine_cin_primary_need_code,
    typed.cine_referral_source_code,
    typed.cine_referral_source_desc,
    typed.cine_referral_outcome_json,
    typed.cine_referral_nfa,
    typed.cine_close_reason,
    typed.cine_close_date,
    {% if landed_systems | length > 1 %}
        coalesce(cine_referral_team_superseded.counting_id, typed.cine_referral_team)
    {% else %} typed.cine_referral_team
    {% endif %} as cine_referral_team,
    {% if landed_systems | length > 1 %}
        coalesce(cine_referral_worker_id_superseded.counting_id, typed.cine_referral_worker_id)
    {% else %} typed.cine_referral_worker_id
    {% endif %} as cine_referral_worker_id,
    typed.cine_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cine_referral_team_superseded
        on typed.authority = cine_referral_team_superseded.authority
        and cine_referral_team_superseded.id_of = 'department.dept_team_id'
        and typed.cine_referral_team = cine_referral_team_superseded.given_id
        and coalesce(cine_referral_team_superseded.person_id, typed.cine_person_id)
        = typed.cine_person_id
    left join
        superseded as cine_referral_worker_id_superseded
        on typed.authority = cine_referral_worker_id_superseded.authority
        and cine_referral_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.cine_referral_worker_id = cine_referral_worker_id_superseded.given_id
        and coalesce(cine_referral_worker_id_superseded.person_id, typed.cine_person_id)
        = typed.cine_person_id
{% endif %}
where typed.row_status = 'loaded'
