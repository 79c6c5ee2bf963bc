{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cin_visits") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cin_visits' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cinv_person_id,
    typed.cinv_cin_visit_id,
    typed.cinv_cin_visit_date,
    typed.cinv_cin_visit_seen,
    typed.cinv_cin_visit_seen_alone,
    typed.cinv_cin_visit_bedroom,
    {% if landed_systems | length > 1 %}
        coalesce(cinv_cin_plan_id_superseded.counting_id, typed.cinv_cin_plan_id)
    {% else %} typed.cinv_cin_plan_id
    {% endif %} as cinv_cin_plan_id,
    typed.cinv_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cinv_cin_plan_id_superseded
        on typed.authority = cinv_cin_plan_id_superseded.authority
        and cinv_cin_plan_id_superseded.id_of = 'cin_plans.cinp_cin_plan_id'
        and typed.cinv_cin_plan_id = cinv_cin_plan_id_superseded.given_id
        and coalesce(cinv_cin_plan_id_superseded.person_id, typed.cinv_person_id)
        = typed.cinv_person_id
{% endif %}
where typed.row_status = 'loaded'
