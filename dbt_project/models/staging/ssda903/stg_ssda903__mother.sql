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
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"MC_DOB"', "date") }} as born,
            {{ as_date('trim("MC_DOB")') }} as born_on
        from {{ source("raw", "ssda903__Header") }}
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
            {{ made_id("ssda903", "child_id", ["coalesce(cast(born_on as varchar), born)"]) }}
            as moth_table_id,
            child_id as moth_person_id,
            born as moth_childs_dob
        from given
        where born is not null
    )

    {{ in_contract_shape(source("raw", "ssd__mother"), "mapped") }}
