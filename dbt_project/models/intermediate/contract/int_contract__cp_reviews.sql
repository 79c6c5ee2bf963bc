{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cp_reviews") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cp_reviews' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cppr_person_id,
    typed.cppr_cp_review_id,
    {% if landed_systems | length > 1 %}
        coalesce(cppr_cp_plan_id_superseded.counting_id, typed.cppr_cp_plan_id)
    {% else %} typed.cppr_cp_plan_id
    {% endif %} as cppr_cp_plan_id,
    typed.cppr_cp_review_due,
    typed.cppr_cp_review_date,
    typed.cppr_cp_review_meeting_id,
    typed.cppr_cp_review_outcome_continue_cp,
    typed.cppr_cp_review_quorate,
    typed.cppr_cp_review_participation,
    typed.cppr_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cppr_cp_plan_id_superseded
        on typed.authority = cppr_cp_plan_id_superseded.authority
        and cppr_cp_plan_id_superseded.id_of = 'cp_plans.cppl_cp_plan_id'
        and typed.cppr_cp_plan_id = cppr_cp_plan_id_superseded.given_id
        and coalesce(cppr_cp_plan_id_superseded.person_id, typed.cppr_person_id)
        = typed.cppr_person_id
{% endif %}
where typed.row_status = 'loaded'
