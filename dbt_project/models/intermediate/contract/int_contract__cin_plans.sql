{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cin_plans") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cin_plans' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cinp_person_id,
    typed.cinp_cin_plan_id,
    {% if landed_systems | length > 1 %}
        coalesce(cinp_referral_id_superseded.counting_id, typed.cinp_referral_id)
    {% else %} typed.cinp_referral_id
    {% endif %} as cinp_referral_id,
    typed.cinp_cin_plan_start_date,
    typed.cinp_cin_plan_end_date,
    {% if landed_systems | length > 1 %}
        coalesce(cinp_cin_plan_team_superseded.counting_id, typed.cinp_cin_plan_team)
    {% else %} typed.cinp_cin_plan_team
    {% endif %} as cinp_cin_plan_team,
    {% if landed_systems | length > 1 %}
        coalesce(cinp_cin_plan_worker_id_superseded.counting_id, typed.cinp_cin_plan_worker_id)
    {% else %} typed.cinp_cin_plan_worker_id
    {% endif %} as cinp_cin_plan_worker_id,
    typed.cinp_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cinp_referral_id_superseded
        on typed.authority = cinp_referral_id_superseded.authority
        and cinp_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.cinp_referral_id = cinp_referral_id_superseded.given_id
        and coalesce(cinp_referral_id_superseded.person_id, typed.cinp_person_id)
        = typed.cinp_person_id
    left join
        superseded as cinp_cin_plan_team_superseded
        on typed.authority = cinp_cin_plan_team_superseded.authority
        and cinp_cin_plan_team_superseded.id_of = 'department.dept_team_id'
        and typed.cinp_cin_plan_team = cinp_cin_plan_team_superseded.given_id
        and coalesce(cinp_cin_plan_team_superseded.person_id, typed.cinp_person_id)
        = typed.cinp_person_id
    left join
        superseded as cinp_cin_plan_worker_id_superseded
        on typed.authority = cinp_cin_plan_worker_id_superseded.authority
        and cinp_cin_plan_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.cinp_cin_plan_worker_id = cinp_cin_plan_worker_id_superseded.given_id
        and coalesce(cinp_cin_plan_worker_id_superseded.person_id, typed.cinp_person_id)
        = typed.cinp_person_id
{% endif %}
where typed.row_status = 'loaded'
