-- The latest review of each period of care; the lists have no earlier one.
with
    care as (select * from {{ ref("stg_annex_a__care") }} where last_review is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            care_id as clar_cla_review_id,
            child_id as clar_person_id,
            care_id as clar_cla_id,
            last_review as clar_cla_review_date
        from care
    )

    {{ in_contract_shape(source("raw", "ssd__cla_reviews"), "mapped") }}
