with typed as (select * from {{ ref("int_contract_typed__service_package") }})

select
    authority,
    source_system,
    'service_package' as source_table,
    source_file,
    source_row,
    srvp_package_id,
    srvp_person_id,
    srvp_service_name,
    srvp_service_purpose,
    srvp_provider_id,
    srvp_start_date,
    srvp_end_date,
    srvp_weekly_cost_gbp,
    srvp_social_care_share_gbp,
    srvp_education_share_gbp,
    srvp_health_share_gbp
from typed
where row_status = 'loaded'
