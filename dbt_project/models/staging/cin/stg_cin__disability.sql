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
            {{ without_sentinels('"LAchildID"', "id") }} as child_id,
            {{ without_sentinels('"Disability"', "text") }} as disability
        from {{ source("raw", "cin__Disabilities") }}
        qualify {{ is_of_newest_return("child_id") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as disa_person_id,
            {{ made_id("cin", "child_id", ["disability"]) }} as disa_table_id,
            disability as disa_disability_code
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__disability"), "mapped") }}
