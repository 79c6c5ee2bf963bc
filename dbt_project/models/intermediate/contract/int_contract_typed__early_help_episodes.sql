with
    staged as (select * from {{ ref("stg_ssd__early_help_episodes") }}),
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
                earl_person_id_merged.surviving_person_id, staged.earl_person_id
            ) as earl_person_id,
            staged.earl_episode_id as earl_episode_id,
            {{ as_date("staged.earl_episode_start_date") }} as earl_episode_start_date,
            {{ as_date("staged.earl_episode_end_date") }} as earl_episode_end_date,
            staged.earl_episode_reason as earl_episode_reason,
            staged.earl_episode_end_reason as earl_episode_end_reason,
            staged.earl_episode_organisation as earl_episode_organisation,
            staged.earl_episode_worker_id as earl_episode_worker_id,
            earl_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as earl_person_id_merged
            on staged.authority = earl_person_id_merged.authority
            and staged.source_system = earl_person_id_merged.source_system
            and staged.earl_person_id = earl_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.earl_person_id,
            typed.earl_episode_id,
            typed.earl_episode_start_date,
            typed.earl_episode_end_date,
            typed.earl_episode_reason,
            typed.earl_episode_end_reason,
            typed.earl_episode_organisation,
            typed.earl_episode_worker_id,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "earl_episode_start_date",
                            "typed.given.earl_episode_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "earl_episode_end_date",
                            "typed.given.earl_episode_end_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.earl_person_id is null
                then 'earl_person_id is empty'
                when typed.given.earl_episode_id is null
                then 'earl_episode_id is empty'
                when typed.given.earl_episode_start_date is null
                then 'earl_episode_start_date is empty'
                when typed.earl_episode_start_date is null
                then 'earl_episode_start_date is no date: ' || typed.given.earl_episode_start_date
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
                    earl_episode_id,
                    earl_person_id,
                    earl_episode_start_date,
                    earl_episode_end_date,
                    earl_episode_reason,
                    earl_episode_end_reason,
                    earl_episode_organisation,
                    earl_episode_worker_id,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    earl_episode_id,
                    earl_person_id
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
    earl_person_id,
    earl_episode_id,
    earl_episode_start_date,
    earl_episode_end_date,
    earl_episode_reason,
    earl_episode_end_reason,
    earl_episode_organisation,
    earl_episode_worker_id,
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
