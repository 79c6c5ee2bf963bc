-- The latest health assessment and dental check of each period of care.
with
    care as (select * from {{ ref("stg_annex_a__care") }}),

    checks as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id,
            care_id,
            'Health assessment' as kind,
            last_health_assessment as held
        from care
        union all
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id,
            care_id,
            'Dental check',
            last_dental_check
        from care
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            care_id || '-' || lower(left(kind, 6)) as clah_health_check_id,
            child_id as clah_person_id,
            kind as clah_health_check_type,
            held as clah_health_check_date
        from checks
        where held is not null
    )

    {{ in_contract_shape(source("raw", "ssd__cla_health"), "mapped") }}
