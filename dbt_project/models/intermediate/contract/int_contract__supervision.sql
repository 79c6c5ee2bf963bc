{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__supervision") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'supervision' as source_table,
    typed.source_file,
    typed.source_row,
    typed.supv_supervision_id,
    typed.supv_person_id,
    {% if landed_systems | length > 1 %}
        coalesce(supv_professional_id_superseded.counting_id, typed.supv_professional_id)
    {% else %} typed.supv_professional_id
    {% endif %} as supv_professional_id,
    typed.supv_held_on
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as supv_professional_id_superseded
        on typed.authority = supv_professional_id_superseded.authority
        and supv_professional_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.supv_professional_id = supv_professional_id_superseded.given_id
        and coalesce(supv_professional_id_superseded.person_id, typed.supv_person_id)
        = typed.supv_person_id
{% endif %}
where typed.row_status = 'loaded'
