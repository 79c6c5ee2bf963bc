{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cla_placement") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cla_placement' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clap_person_id,
    typed.clap_cla_placement_id,
    typed.clap_cla_placement_start_date,
    typed.clap_cla_placement_type,
    typed.clap_cla_placement_urn,
    typed.clap_cla_placement_distance,
    {% if landed_systems | length > 1 %}
        coalesce(clap_cla_id_superseded.counting_id, typed.clap_cla_id)
    {% else %} typed.clap_cla_id
    {% endif %} as clap_cla_id,
    typed.clap_cla_placement_provider,
    typed.clap_cla_placement_postcode,
    typed.clap_cla_placement_end_date,
    typed.clap_cla_placement_change_reason,
    typed.clap_cla_placement_carer_id,
    typed.clap_cla_placement_la,
    typed.clap_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as clap_cla_id_superseded
        on typed.authority = clap_cla_id_superseded.authority
        and clap_cla_id_superseded.id_of = 'cla_episodes.clae_cla_id'
        and typed.clap_cla_id = clap_cla_id_superseded.given_id
        and coalesce(clap_cla_id_superseded.person_id, typed.clap_person_id) = typed.clap_person_id
{% endif %}
where typed.row_status = 'loaded'
