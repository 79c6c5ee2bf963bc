{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__placement_cost") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'placement_cost' as source_table,
    typed.source_file,
    typed.source_row,
    typed.plco_placement_cost_id,
    typed.plco_person_id,
    {% if landed_systems | length > 1 %}
        coalesce(plco_placement_id_superseded.counting_id, typed.plco_placement_id)
    {% else %} typed.plco_placement_id
    {% endif %} as plco_placement_id,
    {% if landed_systems | length > 1 %}
        coalesce(plco_provider_id_superseded.counting_id, typed.plco_provider_id)
    {% else %} typed.plco_provider_id
    {% endif %} as plco_provider_id,
    typed.plco_start_date,
    typed.plco_end_date,
    typed.plco_weekly_cost_gbp,
    typed.plco_social_care_share_gbp,
    typed.plco_education_share_gbp,
    typed.plco_health_share_gbp
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as plco_placement_id_superseded
        on typed.authority = plco_placement_id_superseded.authority
        and plco_placement_id_superseded.id_of = 'cla_placement.clap_cla_placement_id'
        and typed.plco_placement_id = plco_placement_id_superseded.given_id
        and coalesce(plco_placement_id_superseded.person_id, typed.plco_person_id)
        = typed.plco_person_id
    left join
        superseded as plco_provider_id_superseded
        on typed.authority = plco_provider_id_superseded.authority
        and plco_provider_id_superseded.id_of = 'provider.prvd_provider_id'
        and typed.plco_provider_id = plco_provider_id_superseded.given_id
        and coalesce(plco_provider_id_superseded.person_id, typed.plco_person_id)
        = typed.plco_person_id
{% endif %}
where typed.row_status = 'loaded'
