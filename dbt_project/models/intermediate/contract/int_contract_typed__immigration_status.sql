with
    staged as (select * from {{ ref("stg_ssd__immigration_status") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            coalesce(
                immi_person_id_merged.surviving_person_id, staged.immi_person_id
            ) as immi_person_id,
            staged.immi_immigration_status_id as immi_immigration_status_id,
            staged.immi_immigration_status as immi_immigration_status,
            {{ as_date("staged.immi_immigration_status_start_date") }}
            as immi_immigration_status_start_date,
            {{ as_date("staged.immi_immigration_status_end_date") }}
            as immi_immigration_status_end_date,
            immi_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as immi_person_id_merged
            on staged.authority = immi_person_id_merged.authority
            and staged.source_system = immi_person_id_merged.source_system
            and staged.immi_person_id = immi_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.immi_person_id,
            typed.immi_immigration_status_id,
            typed.immi_immigration_status,
            typed.immi_immigration_status_start_date,
            typed.immi_immigration_status_end_date,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "immi_immigration_status_start_date",
                            "typed.given.immi_immigration_status_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "immi_immigration_status_end_date",
                            "typed.given.immi_immigration_status_end_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.immi_person_id is null
                then 'immi_person_id is empty'
                when typed.given.immi_immigration_status_id is null
                then 'immi_immigration_status_id is empty'
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
                    immi_immigration_status_id,
                    immi_person_id,
                    immi_immigration_status,
                    immi_immigration_status_start_date,
                    immi_immigration_status_end_date,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    immi_immigration_status_id,
                    immi_person_id
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
    immi_person_id,
    immi_immigration_status_id,
    immi_immigration_status,
    immi_immigration_status_start_date,
    immi_immigration_status_end_date,
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
