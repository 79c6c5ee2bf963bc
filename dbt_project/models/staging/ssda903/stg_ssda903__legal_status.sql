with
    chain as (
        select *
        from {{ ref("stg_ssda903__episode_chain") }}
        where status_started_on is not null and legal_status is not null
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            any_value(as_at) as as_at,
            first(source_file order by started_on, source_row) as source_file,
            first(source_row order by started_on, source_row) as source_row,
            child_id as lega_person_id,
            {{ made_id("ssda903", "child_id", ["status_started_on"]) }} as lega_legal_status_id,
            first(legal_status order by started_on, source_row) as lega_legal_status,
            status_started_on as lega_legal_status_start_date,
            case
                when count(*) = count(ended_on) then max(ended_on)
            end as lega_legal_status_end_date
        from chain
        group by authority, source_system, snapshot_id, child_id, status_started_on
    )

    {{ in_contract_shape(source("raw", "ssd__legal_status"), "mapped") }}
