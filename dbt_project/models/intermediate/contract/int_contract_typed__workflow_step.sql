with
    staged as (select * from {{ ref("stg_ssd__workflow_step") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.wfst_step_id as wfst_step_id,
            coalesce(
                wfst_person_id_merged.surviving_person_id, staged.wfst_person_id
            ) as wfst_person_id,
            staged.wfst_step_type as wfst_step_type,
            {{ as_date("staged.wfst_due_date") }} as wfst_due_date,
            {{ as_date("staged.wfst_started_on") }} as wfst_started_on,
            {{ as_date("staged.wfst_completed_on") }} as wfst_completed_on,
            staged.wfst_worker_id as wfst_worker_id,
            staged.wfst_team_id as wfst_team_id,
            wfst_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as wfst_person_id_merged
            on staged.authority = wfst_person_id_merged.authority
            and staged.source_system = wfst_person_id_merged.source_system
            and staged.wfst_person_id = wfst_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.wfst_step_id,
            typed.wfst_person_id,
            typed.wfst_step_type,
            typed.wfst_due_date,
            typed.wfst_started_on,
            typed.wfst_completed_on,
            typed.wfst_worker_id,
            typed.wfst_team_id,
            typed.is_from_merged_record,
            flatten(
                [
                    {{ cell_fault("wfst_due_date", "typed.given.wfst_due_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "wfst_started_on", "typed.given.wfst_started_on", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "wfst_completed_on", "typed.given.wfst_completed_on", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.wfst_step_id is null
                then 'wfst_step_id is empty'
                when typed.given.wfst_person_id is null
                then 'wfst_person_id is empty'
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
                    wfst_step_id,
                    wfst_person_id,
                    wfst_step_type,
                    wfst_due_date,
                    wfst_started_on,
                    wfst_completed_on,
                    wfst_worker_id,
                    wfst_team_id,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    wfst_step_id,
                    wfst_person_id
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
    wfst_step_id,
    wfst_person_id,
    wfst_step_type,
    wfst_due_date,
    wfst_started_on,
    wfst_completed_on,
    wfst_worker_id,
    wfst_team_id,
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
