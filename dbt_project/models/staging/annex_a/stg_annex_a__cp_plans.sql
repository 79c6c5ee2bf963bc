with
    plans as (select * from {{ ref("stg_annex_a__plan") }}),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cppl_person_id,
            plan_id as cppl_cp_plan_id,
            started as cppl_cp_plan_start_date,
            ended as cppl_cp_plan_end_date,
            {{ annex_a_code("initial_category", "abuse") }} as cppl_cp_plan_initial_category,
            {{ annex_a_code("latest_category", "abuse") }} as cppl_cp_plan_latest_category,
            previous_plans as cppl_number_of_previous_plans
        from plans
    )

    {{ in_contract_shape(source("raw", "ssd__cp_plans"), "mapped") }}
