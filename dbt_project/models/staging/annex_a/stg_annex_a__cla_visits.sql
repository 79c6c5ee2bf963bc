-- The latest visit of each period of care; the lists have no earlier one.
with
    care as (select * from {{ ref("stg_annex_a__care") }} where last_visit is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            care_id as clav_cla_visit_id,
            child_id as clav_person_id,
            care_id as clav_cla_id,
            last_visit as clav_cla_visit_date
        from care
    )

    {{ in_contract_shape(source("raw", "ssd__cla_visits"), "mapped") }}
