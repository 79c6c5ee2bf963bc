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
            {{ as_flag('trim("SUBSTANCE_MISUSE")') }} as is_misuse,
            {{ without_sentinels('"INTERVENTION_RECEIVED"', "text") }} as received,
            {{ without_sentinels('"INTERVENTION_OFFERED"', "text") }} as offered
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
            {{ made_id("ssda903", "child_id", ["left(collection_year, 4)"]) }}
            as clas_substance_misuse_id,
            child_id as clas_person_id,
            year_end as clas_substance_misuse_date,
            'Y' as clas_substance_misused,
            received as clas_intervention_received,
            offered as clas_intervention_offered
        from given
        where is_misuse
    )

    {{ in_contract_shape(source("raw", "ssd__cla_substance_misuse"), "mapped") }}
