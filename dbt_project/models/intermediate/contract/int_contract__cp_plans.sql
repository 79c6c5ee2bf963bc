{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cp_plans") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cp_plans' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cppl_person_id,
    typed.cppl_cp_plan_id,
    {% if landed_systems | length > 1 %}
        coalesce(cppl_referral_id_superseded.counting_id, typed.cppl_referral_id)
    {% else %} typed.cppl_referral_id
    {% endif %} as cppl_referral_id,
    {% if landed_systems | length > 1 %}
        coalesce(cppl_icpc_id_superseded.counting_id, typed.cppl_icpc_id)
    {% else %} typed.cppl_icpc_id
    {% endif %} as cppl_icpc_id,
    typed.cppl_cp_plan_start_date,
    typed.cppl_cp_plan_end_date,
    typed.cppl_cp_plan_initial_category,
    typed.cppl_cp_plan_ola,
    typed.cppl_cp_plan_latest_category,
    typed.cppl_number_of_previous_plans,
    typed.cppl_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cppl_referral_id_superseded
        on typed.authority = cppl_referral_id_superseded.authority
        and cppl_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.cppl_referral_id = cppl_referral_id_superseded.given_id
        and coalesce(cppl_referral_id_superseded.person_id, typed.cppl_person_id)
        = typed.cppl_person_id
    left join
        superseded as cppl_icpc_id_superseded
        on typed.authority = cppl_icpc_id_superseded.authority
        and cppl_icpc_id_superseded.id_of = 'initial_cp_conference.icpc_icpc_id'
        and typed.cppl_icpc_id = cppl_icpc_id_superseded.given_id
        and coalesce(cppl_icpc_id_superseded.person_id, typed.cppl_person_id) = typed.cppl_person_id
{% endif %}
where typed.row_status = 'loaded'
