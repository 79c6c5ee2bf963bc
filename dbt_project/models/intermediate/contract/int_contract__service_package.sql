{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__service_package") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'service_package' as source_table,
    typed.source_file,
    typed.source_row,
    typed.srvp_package_id,
    typed.srvp_person_id,
    typed.srvp_service_name,
    typed.srvp_service_purpose,
    {% if landed_systems | length > 1 %}
        coalesce(srvp_provider_id_superseded.counting_id, typed.srvp_provider_id)
    {% else %} typed.srvp_provider_id
    {% endif %} as srvp_provider_id,
    typed.srvp_start_date,
    typed.srvp_end_date,
    typed.srvp_weekly_cost_gbp,
    typed.srvp_social_care_share_gbp,
    typed.srvp_education_share_gbp,
    typed.srvp_health_share_gbp
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as srvp_provider_id_superseded
        on typed.authority = srvp_provider_id_superseded.authority
        and srvp_provider_id_superseded.id_of = 'provider.prvd_provider_id'
        and typed.srvp_provider_id = srvp_provider_id_superseded.given_id
        and coalesce(srvp_provider_id_superseded.person_id, typed.srvp_person_id)
        = typed.srvp_person_id
{% endif %}
where typed.row_status = 'loaded'
