with
    plans as (
        select
            authority,
            source_system,
            snapshot_id,
            collection_year,
            child_id,
            details_id,
            plan_number,
            plan_id
        from {{ ref("stg_cin__protection_plan") }}
    ),

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
            "CINdetailsID" as details_id,
            "CPPID" as plan_number,
            {{ without_sentinels('"CPPreviewDate"', "date") }} as held,
            {{ as_date('trim("CPPreviewDate")') }} as held_on
        from {{ source("raw", "cin__Reviews") }}
        qualify {{ is_of_newest_return("child_id, held_on") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cppr_person_id,
            {{ made_id("cin", "child_id", ["coalesce(cast(held_on as varchar), held, '')"]) }}
            as cppr_cp_review_id,
            plan_id as cppr_cp_plan_id,
            held as cppr_cp_review_date
        from given
        left join
            plans using (
                authority,
                source_system,
                snapshot_id,
                collection_year,
                child_id,
                details_id,
                plan_number
            )
    )

    {{ in_contract_shape(source("raw", "ssd__cp_reviews"), "mapped") }}
