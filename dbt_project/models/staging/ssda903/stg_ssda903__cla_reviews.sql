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
            {{ without_sentinels('"REVIEW"', "date") }} as held,
            {{ as_date('trim("REVIEW")') }} as held_on,
            {{ without_sentinels('"REVIEW_CODE"', "text") }} as participation
        from {{ source("raw", "ssda903__Reviews") }}
        qualify {{ is_of_newest_return("child_id, coalesce(cast(held_on as varchar), held)") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("ssda903", "child_id", ["coalesce(cast(held_on as varchar), held, '')"]) }}
            as clar_cla_review_id,
            child_id as clar_person_id,
            held as clar_cla_review_date,
            participation as clar_cla_review_participation
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__cla_reviews"), "mapped") }}
