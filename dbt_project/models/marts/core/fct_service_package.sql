with
    packages as (select * from {{ ref("int_contract__service_package") }}),

    providers as (select * from {{ ref("int_contract__provider") }}),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            srvp_package_id as package_id,
            srvp_person_id as child_id,
            srvp_service_name as service_name,
            srvp_service_purpose as service_purpose,
            srvp_provider_id as provider_id,
            srvp_start_date as started_on,
            {{ until_as_at("srvp_end_date") }} as ended_on,
            srvp_weekly_cost_gbp as weekly_cost_gbp,
            {{
                social_care_share(
                    "srvp_weekly_cost_gbp",
                    "srvp_social_care_share_gbp",
                    "srvp_education_share_gbp",
                    "srvp_health_share_gbp",
                )
            }} as weekly_social_care_gbp,
            srvp_education_share_gbp as weekly_education_gbp,
            srvp_health_share_gbp as weekly_health_gbp,
            source_system,
            source_table,
            source_file,
            source_row,
        from packages
        where srvp_start_date <= {{ as_at() }}
    ),

    final as (
        select
            dated.authority,
            dated.package_id,
            dated.child_id,
            dated.service_name,
            dated.service_purpose,
            dated.provider_id,
            providers.prvd_provider_name as provider_name,
            providers.prvd_sector as sector,
            dated.started_on,
            dated.ended_on,
            dated.weekly_cost_gbp,
            dated.weekly_social_care_gbp,
            dated.weekly_education_gbp,
            dated.weekly_health_gbp,
            -- Both ends are days of service; one that ends before it begins has no cost yet.
            {{
                cost_of_days(
                    "dated.weekly_cost_gbp",
                    "greatest(coalesce(dated.ended_on, "
                    ~ as_at()
                    ~ ") - dated.started_on + 1, 0)",
                )
            }} as cost_to_date_gbp,
            held.team,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join
            providers
            on dated.authority = providers.authority
            and dated.provider_id = providers.prvd_provider_id
        left join
            held on {{ held_on("held", "dated", "coalesce(dated.ended_on, " ~ as_at() ~ ")") }}
    )

select *
from final
