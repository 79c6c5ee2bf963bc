-- The latest review of each plan; the lists have no earlier one.
with
    plans as (select * from {{ ref("stg_annex_a__plan") }} where last_review is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cppr_person_id,
            plan_id as cppr_cp_review_id,
            plan_id as cppr_cp_plan_id,
            last_review as cppr_cp_review_date
        from plans
    )

    {{ in_contract_shape(source("raw", "ssd__cp_reviews"), "mapped") }}
