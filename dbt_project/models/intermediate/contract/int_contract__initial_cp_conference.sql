{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__initial_cp_conference") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'initial_cp_conference' as source_table,
    typed.source_file,
    typed.source_row,
    typed.icpc_person_id,
    typed.icpc_icpc_id,
    typed.icpc_icpc_meeting_id,
    {% if landed_systems | length > 1 %}
        coalesce(icpc_s47_enquiry_id_superseded.counting_id, typed.icpc_s47_enquiry_id)
    {% else %} typed.icpc_s47_enquiry_id
    {% endif %} as icpc_s47_enquiry_id,
    {% if landed_systems | length > 1 %}
        coalesce(icpc_cp_plan_id_superseded.counting_id, typed.icpc_cp_plan_id)
    {% else %} typed.icpc_cp_plan_id
    {% endif %} as icpc_cp_plan_id,
    {% if landed_systems | length > 1 %}
        coalesce(icpc_referral_id_superseded.counting_id, typed.icpc_referral_id)
    {% else %} typed.icpc_referral_id
    {% endif %} as icpc_referral_id,
    typed.icpc_icpc_transfer_in,
    typed.icpc_icpc_target_date,
    typed.icpc_icpc_date,
    typed.icpc_icpc_outcome_cp_flag,
    typed.icpc_icpc_outcome_json,
    {% if landed_systems | length > 1 %}
        coalesce(icpc_icpc_team_superseded.counting_id, typed.icpc_icpc_team)
    {% else %} typed.icpc_icpc_team
    {% endif %} as icpc_icpc_team,
    {% if landed_systems | length > 1 %}
        coalesce(icpc_icpc_worker_id_superseded.counting_id, typed.icpc_icpc_worker_id)
    {% else %} typed.icpc_icpc_worker_id
    {% endif %} as icpc_icpc_worker_id,
    typed.icpc_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as icpc_s47_enquiry_id_superseded
        on typed.authority = icpc_s47_enquiry_id_superseded.authority
        and icpc_s47_enquiry_id_superseded.id_of = 's47_enquiry.s47e_s47_enquiry_id'
        and typed.icpc_s47_enquiry_id = icpc_s47_enquiry_id_superseded.given_id
        and coalesce(icpc_s47_enquiry_id_superseded.person_id, typed.icpc_person_id)
        = typed.icpc_person_id
    left join
        superseded as icpc_cp_plan_id_superseded
        on typed.authority = icpc_cp_plan_id_superseded.authority
        and icpc_cp_plan_id_superseded.id_of = 'cp_plans.cppl_cp_plan_id'
        and typed.icpc_cp_plan_id = icpc_cp_plan_id_superseded.given_id
        and coalesce(icpc_cp_plan_id_superseded.person_id, typed.icpc_person_id)
        = typed.icpc_person_id
    left join
        superseded as icpc_referral_id_superseded
        on typed.authority = icpc_referral_id_superseded.authority
        and icpc_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.icpc_referral_id = icpc_referral_id_superseded.given_id
        and coalesce(icpc_referral_id_superseded.person_id, typed.icpc_person_id)
        = typed.icpc_person_id
    left join
        superseded as icpc_icpc_team_superseded
        on typed.authority = icpc_icpc_team_superseded.authority
        and icpc_icpc_team_superseded.id_of = 'department.dept_team_id'
        and typed.icpc_icpc_team = icpc_icpc_team_superseded.given_id
        and coalesce(icpc_icpc_team_superseded.person_id, typed.icpc_person_id)
        = typed.icpc_person_id
    left join
        superseded as icpc_icpc_worker_id_superseded
        on typed.authority = icpc_icpc_worker_id_superseded.authority
        and icpc_icpc_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.icpc_icpc_worker_id = icpc_icpc_worker_id_superseded.given_id
        and coalesce(icpc_icpc_worker_id_superseded.person_id, typed.icpc_person_id)
        = typed.icpc_person_id
{% endif %}
where typed.row_status = 'loaded'
