with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__service_package") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("srvp_package_id", "id") }} as srvp_package_id,
    id_prefix || {{ without_sentinels("srvp_person_id", "id") }} as srvp_person_id,
    {{ without_sentinels("srvp_service_name", "text") }} as srvp_service_name,
    {{ without_sentinels("srvp_service_purpose", "text") }} as srvp_service_purpose,
    id_prefix || {{ without_sentinels("srvp_provider_id", "id") }} as srvp_provider_id,
    {{ without_sentinels("srvp_start_date", "date") }} as srvp_start_date,
    {{ without_sentinels("srvp_end_date", "date") }} as srvp_end_date,
    {{ without_sentinels("srvp_weekly_cost_gbp", "decimal") }} as srvp_weekly_cost_gbp,
    {{ without_sentinels("srvp_social_care_share_gbp", "decimal") }} as srvp_social_care_share_gbp,
    {{ without_sentinels("srvp_education_share_gbp", "decimal") }} as srvp_education_share_gbp,
    {{ without_sentinels("srvp_health_share_gbp", "decimal") }} as srvp_health_share_gbp
from landed
