{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cla_reviews") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cla_reviews' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clar_cla_review_id,
    typed.clar_person_id,
    {% if landed_systems | length > 1 %}
        coalesce(clar_cla_id_superseded.counting_id, typed.clar_cla_id)
    {% else %} typed.clar_cla_id
    {% endif %} as clar_cla_id,
    typed.clar_cla_review_due_date,
    typed.clar_cla_review_date,
    typed.clar_cla_review_cancelled,
    typed.clar_cla_review_participation,
    typed.clar_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as clar_cla_id_superseded
        on typed.authority = clar_cla_id_superseded.authority
        and clar_cla_id_superseded.id_of = 'cla_episodes.clae_cla_id'
        and typed.clar_cla_id = clar_cla_id_superseded.given_id
        and coalesce(clar_cla_id_superseded.person_id, typed.clar_person_id) = typed.clar_person_id
{% endif %}
where typed.row_status = 'loaded'
