-- The latest visit of each plan; the lists have no earlier one.
with
    plans as (select * from {{ ref("stg_annex_a__plan") }} where last_visit is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cppv_person_id,
            plan_id as cppv_cp_visit_id,
            plan_id as cppv_cp_plan_id,
            last_visit as cppv_cp_visit_date,
            {{ annex_a_code("seen_alone", "yes_no") }} as cppv_cp_visit_seen_alone
        from plans
    )

    {{ in_contract_shape(source("raw", "ssd__cp_visits"), "mapped") }}
