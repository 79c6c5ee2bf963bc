with
    staged as (select * from {{ ref("stg_ssd__worker_hours") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.wkhr_row_id as wkhr_row_id,
            staged.wkhr_professional_id as wkhr_professional_id,
            staged.wkhr_team_id as wkhr_team_id,
            {{ as_date("staged.wkhr_start_date") }} as wkhr_start_date,
            {{ as_date("staged.wkhr_end_date") }} as wkhr_end_date,
            {{ as_number("staged.wkhr_weekly_hours", "double") }} as wkhr_weekly_hours,
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
            typed.wkhr_row_id,
            typed.wkhr_professional_id,
            typed.wkhr_team_id,
            typed.wkhr_start_date,
            typed.wkhr_end_date,
            typed.wkhr_weekly_hours,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "wkhr_start_date", "typed.given.wkhr_start_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("wkhr_end_date", "typed.given.wkhr_end_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "wkhr_weekly_hours", "typed.given.wkhr_weekly_hours", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.wkhr_row_id is null
                then 'wkhr_row_id is empty'
                when typed.given.wkhr_professional_id is null
                then 'wkhr_professional_id is empty'
                when typed.given.wkhr_start_date is null
                then 'wkhr_start_date is empty'
                when typed.wkhr_start_date is null
                then 'wkhr_start_date is no date: ' || typed.given.wkhr_start_date
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
                    wkhr_row_id,
                    wkhr_professional_id,
                    wkhr_team_id,
                    wkhr_start_date,
                    wkhr_end_date,
                    wkhr_weekly_hours,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, wkhr_row_id
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
    wkhr_row_id,
    wkhr_professional_id,
    wkhr_team_id,
    wkhr_start_date,
    wkhr_end_date,
    wkhr_weekly_hours,
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
