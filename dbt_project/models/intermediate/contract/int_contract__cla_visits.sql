{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cla_visits") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cla_visits' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clav_person_id,
    typed.clav_cla_visit_id,
    {% if landed_systems | length > 1 %}
        coalesce(clav_cla_id_superseded.counting_id, typed.clav_cla_id)
    {% else %} typed.clav_cla_id
    {% endif %} as clav_cla_id,
    typed.clav_cla_visit_date,
    typed.clav_cla_visit_seen,
    typed.clav_cla_visit_seen_alone,
    typed.clav_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as clav_cla_id_superseded
        on typed.authority = clav_cla_id_superseded.authority
        and clav_cla_id_superseded.id_of = 'cla_episodes.clae_cla_id'
        and typed.clav_cla_id = clav_cla_id_superseded.given_id
        and coalesce(clav_cla_id_superseded.person_id, typed.clav_person_id) = typed.clav_person_id
{% endif %}
where typed.row_status = 'loaded'
