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
            {{ without_sentinels('"FormerUPN"', "text") }} as former_upn
        from {{ source("raw", "cin__ChildIdentifiers") }}
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
            {{ made_id("cin", "child_id", ["former_upn"]) }} as link_table_id,
            child_id as link_person_id,
            'Former UPN' as link_identifier_type,
            former_upn as link_identifier_value
        from given
        where former_upn is not null
    )

    {{ in_contract_shape(source("raw", "ssd__linked_identifiers"), "mapped") }}
