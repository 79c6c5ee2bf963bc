-- A decision that a child should be placed for adoption is in PlacedAdoption while it stands, and
-- in
-- AD1 once the child is adopted.
with
    decisions as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"DATE_PLACED"', "date") }} as decided,
            {{ as_date('trim("DATE_PLACED")') }} as decided_on,
            {{ without_sentinels('"DATE_PLACED_CEASED"', "date") }} as reversed,
            {{ without_sentinels('"REASON_PLACED_CEASED"', "text") }} as reversed_reason
        from {{ source("raw", "ssda903__PlacedAdoption") }}
        qualify {{ is_of_newest_return("child_id, decided_on") }}
    ),

    adoptions as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ without_sentinels('"DATE_INT"', "date") }} as decided,
            {{ as_date('trim("DATE_INT")') }} as decided_on,
            {{ without_sentinels('"DATE_MATCH"', "date") }} as matched,
            {{ without_sentinels('"FOSTER_CARE"', "text") }} as by_carer,
            {{ without_sentinels('"NB_ADOPTR"', "text") }} as adopters,
            {{ without_sentinels('"SEX_ADOPTR"', "text") }} as adopter_sex,
            {{ without_sentinels('"LS_ADOPTR"', "text") }} as adopter_legal_status
        from {{ source("raw", "ssda903__AD1") }}
        qualify {{ is_of_newest_return("child_id") }}
    ),

    together as (
        select
            coalesce(adoptions.authority, decisions.authority) as authority,
            coalesce(adoptions.source_system, decisions.source_system) as source_system,
            coalesce(adoptions.snapshot_id, decisions.snapshot_id) as snapshot_id,
            coalesce(adoptions.as_at, decisions.as_at) as as_at,
            coalesce(adoptions.source_file, decisions.source_file) as source_file,
            coalesce(adoptions.source_row, decisions.source_row) as source_row,
            coalesce(adoptions.child_id, decisions.child_id) as child_id,
            coalesce(adoptions.decided, decisions.decided) as decided,
            coalesce(adoptions.decided_on, decisions.decided_on) as decided_on,
            decisions.reversed,
            decisions.reversed_reason,
            adoptions.matched,
            adoptions.by_carer,
            adoptions.adopters,
            adoptions.adopter_sex,
            adoptions.adopter_legal_status
        from decisions
        full outer join
            adoptions
            on decisions.authority = adoptions.authority
            and decisions.snapshot_id = adoptions.snapshot_id
            and decisions.child_id = adoptions.child_id
            and decisions.decided_on = adoptions.decided_on
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("ssda903", "child_id", ["coalesce(cast(decided_on as varchar), decided)"]) }}
            as perm_table_id,
            child_id as perm_person_id,
            decided as perm_adm_decision_date,
            matched as perm_matched_date,
            by_carer as perm_adopted_by_carer_flag,
            reversed as perm_decision_reversed_date,
            reversed_reason as perm_decision_reversed_reason,
            adopter_sex as perm_adopter_sex,
            adopter_legal_status as perm_adopter_legal_status,
            adopters as perm_number_of_adopters
        from together
    )

    {{ in_contract_shape(source("raw", "ssd__permanence"), "mapped") }}
