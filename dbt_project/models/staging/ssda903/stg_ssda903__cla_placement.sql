with
    chain as (
        select * from {{ ref("stg_ssda903__episode_chain") }} where placement_started_on is not null
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            any_value(as_at) as as_at,
            first(source_file order by started_on, source_row) as source_file,
            first(source_row order by started_on, source_row) as source_row,
            child_id as clap_person_id,
            {{ made_id("ssda903", "child_id", ["placement_started_on"]) }} as clap_cla_placement_id,
            placement_started_on as clap_cla_placement_start_date,
            first(placement_type order by started_on, source_row) as clap_cla_placement_type,
            last(placement_urn order by started_on, source_row) as clap_cla_placement_urn,
            last(distance order by started_on, source_row) as clap_cla_placement_distance,
            {{ made_id("ssda903", "child_id", ["any_value(period_started_on)"]) }} as clap_cla_id,
            first(
                placement_provider order by started_on, source_row
            ) as clap_cla_placement_provider,
            last(placement_postcode order by started_on, source_row) as clap_cla_placement_postcode,
            case
                when count(*) = count(ended_on) then max(ended_on)
            end as clap_cla_placement_end_date,
            last(
                placement_change_reason order by started_on, source_row
            ) as clap_cla_placement_change_reason,
            {{ made_id("ssda903", "child_id", ["any_value(carer_since)"]) }}
            as clap_cla_placement_carer_id,
            last(placement_authority order by started_on, source_row) as clap_cla_placement_la
        from chain
        group by authority, source_system, snapshot_id, child_id, placement_started_on
    )

    {{ in_contract_shape(source("raw", "ssd__cla_placement"), "mapped") }}
