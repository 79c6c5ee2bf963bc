with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("decided", "date") }} as decided,
            {{ without_sentinels("placement_order", "date") }} as placement_order,
            {{ without_sentinels("matched", "date") }} as matched,
            {{ without_sentinels("placed", "date") }} as placed,
            {{ without_sentinels("adopted", "date") }} as adopted,
            {{ without_sentinels("reversed", "date") }} as reversed,
            {{ without_sentinels("reversed_reason", "text") }} as reversed_reason,
            {{ without_sentinels("fostered_for_adoption", "date") }} as fostered_for_adoption
        from {{ source("raw", "annex_a__adoption") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    ["coalesce(cast(" ~ as_date("decided") ~ " as varchar), decided)"],
                )
            }} || coalesce(
                {{
                    place_in_key(
                        "child_id, decided", "placement_order, matched, placed, adopted, reversed"
                    )
                }},
                ''
            ) as perm_table_id,
            child_id as perm_person_id,
            decided as perm_adm_decision_date,
            placement_order as perm_placement_order_date,
            placed as perm_placed_for_adoption_date,
            matched as perm_matched_date,
            fostered_for_adoption as perm_placed_ffa_cp_date,
            reversed as perm_decision_reversed_date,
            {{ annex_a_code("reversed_reason", "reversed") }} as perm_decision_reversed_reason,
            adopted as perm_permanence_order_date,
            case when adopted is not null then 'Adoption' end as perm_permanence_order_type
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__permanence"), "mapped") }}
