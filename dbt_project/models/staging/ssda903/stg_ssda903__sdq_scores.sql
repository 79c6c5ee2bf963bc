with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            year_end,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"SDQ_SCORE"', "text") }} as score,
            {{ without_sentinels('"SDQ_REASON"', "text") }} as reason
        from {{ source("raw", "ssda903__OC2") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("ssda903", "child_id", ["left(collection_year, 4)"]) }} as csdq_table_id,
            child_id as csdq_person_id,
            year_end as csdq_sdq_completed_date,
            reason as csdq_sdq_reason,
            score as csdq_sdq_score
        from given
        where score is not null or reason is not null
    )

    {{ in_contract_shape(source("raw", "ssd__sdq_scores"), "mapped") }}
