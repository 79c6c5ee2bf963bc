{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__assessment_factors") }}),
    superseded as (
        select
            authority,
            id_of,
            given_id,
            cast(null as varchar) as person_id,
            min(counting_id) as counting_id
        from {{ ref("int_superseded_id") }}
        group by all
    )

select
    typed.authority,
    typed.source_system,
    'assessment_factors' as source_table,
    typed.source_file,
    typed.source_row,
    {% if landed_systems | length > 1 %}
        coalesce(cinf_assessment_id_superseded.counting_id, typed.cinf_assessment_id)
    {% else %} typed.cinf_assessment_id
    {% endif %} as cinf_assessment_id,
    typed.cinf_table_id,
    typed.cinf_assessment_factors_json
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cinf_assessment_id_superseded
        on typed.authority = cinf_assessment_id_superseded.authority
        and cinf_assessment_id_superseded.id_of = 'cin_assessments.cina_assessment_id'
        and typed.cinf_assessment_id = cinf_assessment_id_superseded.given_id
{% endif %}
where typed.row_status = 'loaded'
