-- Of children in need who have a plan the list has the day on which the case began, and none for
-- the
-- plan.
with
    cases as (
        select *
        from {{ ref("stg_annex_a__need") }}
        where regexp_matches(lower(status), '(^| )c[).]|need|cin')
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cinp_person_id,
            referral_id as cinp_cin_plan_id,
            referral_id as cinp_referral_id,
            began as cinp_cin_plan_start_date,
            closed as cinp_cin_plan_end_date
        from cases
    )

    {{ in_contract_shape(source("raw", "ssd__cin_plans"), "mapped") }}
