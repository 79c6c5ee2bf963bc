with
    staged as (select * from {{ ref("stg_ssd__professionals") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.prof_professional_id as prof_professional_id,
            staged.prof_staff_id as prof_staff_id,
            staged.prof_professional_name as prof_professional_name,
            staged.prof_social_worker_registration_no as prof_social_worker_registration_no,
            staged.prof_professional_job_title as prof_professional_job_title,
            {{ as_integer("staged.prof_professional_caseload") }} as prof_professional_caseload,
            staged.prof_professional_department as prof_professional_department,
            {{ as_number("staged.prof_full_time_equivalency", "double") }}
            as prof_full_time_equivalency,
            {{ as_flag("staged.prof_agency_worker_flag") }} as prof_agency_worker_flag,
            {{ as_number("staged.prof_weekly_hours", "double") }} as prof_weekly_hours,
            false as is_from_merged_record,
            staged as given
        from staged
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.prof_professional_id,
            typed.prof_staff_id,
            typed.prof_professional_name,
            typed.prof_social_worker_registration_no,
            typed.prof_professional_job_title,
            typed.prof_professional_caseload,
            typed.prof_professional_department,
            typed.prof_full_time_equivalency,
            typed.prof_agency_worker_flag,
            typed.prof_weekly_hours,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "prof_professional_caseload",
                            "typed.given.prof_professional_caseload",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prof_full_time_equivalency",
                            "typed.given.prof_full_time_equivalency",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prof_agency_worker_flag",
                            "typed.given.prof_agency_worker_flag",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prof_weekly_hours", "typed.given.prof_weekly_hours", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.prof_professional_id is null then 'prof_professional_id is empty'
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
                    prof_professional_id,
                    prof_staff_id,
                    prof_professional_name,
                    prof_social_worker_registration_no,
                    prof_professional_job_title,
                    prof_professional_caseload,
                    prof_professional_department,
                    prof_full_time_equivalency,
                    prof_agency_worker_flag,
                    prof_weekly_hours,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    prof_professional_id
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
    prof_professional_id,
    prof_staff_id,
    prof_professional_name,
    prof_social_worker_registration_no,
    prof_professional_job_title,
    prof_professional_caseload,
    prof_professional_department,
    prof_full_time_equivalency,
    prof_agency_worker_flag,
    prof_weekly_hours,
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
