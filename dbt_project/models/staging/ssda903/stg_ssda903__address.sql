-- Home, as the return has it: the postcode at which the child lived when the period of care began.
with
    chain as (
        select *
        from {{ ref("stg_ssda903__episode_chain") }}
        where home_postcode is not null and period_started_on is not null
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            any_value(as_at) as as_at,
            first(source_file order by started_on, source_row) as source_file,
            first(source_row order by started_on, source_row) as source_row,
            {{ made_id("ssda903", "child_id", ["period_started_on"]) }} as addr_table_id,
            child_id as addr_person_id,
            'Home before care' as addr_address_type,
            period_started_on as addr_address_end_date,
            first(home_postcode order by started_on, source_row) as addr_address_postcode
        from chain
        group by authority, source_system, snapshot_id, child_id, period_started_on
    )

    {{ in_contract_shape(source("raw", "ssd__address"), "mapped") }}
