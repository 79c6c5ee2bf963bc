{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cp_visits") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cp_visits' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cppv_person_id,
    typed.cppv_cp_visit_id,
    {% if landed_systems | length > 1 %}
        coalesce(cppv_cp_plan_id_superseded.counting_id, typed.cppv_cp_plan_id)
    {% else %} typed.cppv_cp_plan_id
    {% endif %} as cppv_cp_plan_id,
    typed.cppv_cp_visit_date,
    typed.cppv_cp_visit_seen,
    typed.cppv_cp_visit_seen_alone,
    typed.cppv_cp_visit_bedroom,
    typed.cppv_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cppv_cp_plan_id_superseded
        on typed.authority = cppv_cp_plan_id_superseded.authority
        and cppv_cp_plan_id_superseded.id_of = 'cp_plans.cppl_cp_plan_id'
        and typed.cppv_cp_plan_id = cppv_cp_plan_id_superseded.given_id
        and coalesce(cppv_cp_plan_id_superseded.person_id, typed.cppv_person_id)
        = typed.cppv_person_id
{% endif %}
where typed.row_status = 'loaded'
