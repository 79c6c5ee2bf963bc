with
    staged as (select * from {{ ref("stg_ssd__cla_health") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.clah_health_check_id as clah_health_check_id,
            coalesce(
                clah_person_id_merged.surviving_person_id, staged.clah_person_id
            ) as clah_person_id,
            staged.clah_health_check_type as clah_health_check_type,
            {{ as_date("staged.clah_health_check_date") }} as clah_health_check_date,
            staged.clah_health_check_status as clah_health_check_status,
            clah_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as clah_person_id_merged
            on staged.authority = clah_person_id_merged.authority
            and staged.source_system = clah_person_id_merged.source_system
            and staged.clah_person_id = clah_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.clah_health_check_id,
            typed.clah_person_id,
            typed.clah_health_check_type,
            typed.clah_health_check_date,
            typed.clah_health_check_status,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clah_health_check_date",
                            "typed.given.clah_health_check_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clah_health_check_id is null
                then 'clah_health_check_id is empty'
                when typed.given.clah_person_id is null
                then 'clah_person_id is empty'
            end as quarantine_reason
        from typed
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clah_health_check_id,
                    clah_person_id,
                    clah_health_check_type,
                    clah_health_check_date,
                    clah_health_check_status,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clah_health_check_id
                order by is_from_merged_record, source_file desc, source_row desc
            ) as place_in_key
        from checked
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    clah_health_check_id,
    clah_person_id,
    clah_health_check_type,
    clah_health_check_date,
    clah_health_check_status,
    is_from_merged_record,
    cell_faults,
    case
        when quarantine_reason is not null
        then 'quarantined'
        when copy_number > 1
        then 'duplicate'
        when place_in_key > 1
        then 'quarantined'
        else 'loaded'
    end as row_status,
    coalesce(
        quarantine_reason is null and copy_number = 1 and place_in_key > 1, false
    ) as is_conflict,
    case
        when quarantine_reason is not null
        then quarantine_reason
        when copy_number > 1
        then 'the same row was given again'
        when place_in_key > 1 and is_from_merged_record
        then 'the record that survives a merge has a row with the same key, or it was given later'
        when place_in_key > 1
        then 'another row with the same key was given later'
    end as quarantine_reason
from ranked
order by authority, source_system, source_file, source_row
