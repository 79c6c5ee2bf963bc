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
            {{ without_sentinels('"PREV_PERM"', "text") }} as previous,
            {{ without_sentinels('"LA_PERM"', "text") }} as where_from,
            {{ without_sentinels('"DATE_PERM"', "text") }} as ordered
        from {{ source("raw", "ssda903__PrevPerm") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("ssda903", "child_id", ["left(collection_year, 4)"]) }} as lapp_table_id,
            child_id as lapp_person_id,
            ordered as lapp_previous_permanence_order_date,
            previous as lapp_previous_permanence_option,
            where_from as lapp_previous_permanence_la
        from given
        qualify {{ is_of_newest_return("child_id") }}
    )

    {{ in_contract_shape(source("raw", "ssd__cla_previous_permanence"), "mapped") }}
