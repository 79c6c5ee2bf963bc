with
    staged as (select * from {{ ref("stg_ssd__missing") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'missing_type'
                )
            ) as missing_type
        from {{ ref("ref_contract_code") }}
    ),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            coalesce(
                miss_person_id_merged.surviving_person_id, staged.miss_person_id
            ) as miss_person_id,
            staged.miss_table_id as miss_table_id,
            {{ as_date("staged.miss_missing_episode_start_date") }}
            as miss_missing_episode_start_date,
            {{ as_code("staged.miss_missing_episode_type", "codes.missing_type") }}
            as miss_missing_episode_type,
            {{ as_date("staged.miss_missing_episode_end_date") }} as miss_missing_episode_end_date,
            {{ as_flag("staged.miss_missing_rhi_offered") }} as miss_missing_rhi_offered,
            {{ as_flag("staged.miss_missing_rhi_accepted") }} as miss_missing_rhi_accepted,
            {{ as_timestamp("staged.miss_missing_rhi_offered_at") }} as miss_missing_rhi_offered_at,
            {{ as_timestamp("staged.miss_missing_rhi_held_at") }} as miss_missing_rhi_held_at,
            {{ as_timestamp("staged.miss_recorded_at") }} as miss_recorded_at,
            miss_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as miss_person_id_merged
            on staged.authority = miss_person_id_merged.authority
            and staged.source_system = miss_person_id_merged.source_system
            and staged.miss_person_id = miss_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.miss_person_id,
            typed.miss_table_id,
            typed.miss_missing_episode_start_date,
            typed.miss_missing_episode_type,
            typed.miss_missing_episode_end_date,
            typed.miss_missing_rhi_offered,
            typed.miss_missing_rhi_accepted,
            typed.miss_missing_rhi_offered_at,
            typed.miss_missing_rhi_held_at,
            typed.miss_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "miss_missing_episode_start_date",
                            "typed.given.miss_missing_episode_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_episode_type",
                            "typed.given.miss_missing_episode_type",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_episode_end_date",
                            "typed.given.miss_missing_episode_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_offered",
                            "typed.given.miss_missing_rhi_offered",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_accepted",
                            "typed.given.miss_missing_rhi_accepted",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_offered_at",
                            "typed.given.miss_missing_rhi_offered_at",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_held_at",
                            "typed.given.miss_missing_rhi_held_at",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_recorded_at", "typed.given.miss_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.miss_person_id is null
                then 'miss_person_id is empty'
                when typed.given.miss_table_id is null
                then 'miss_table_id is empty'
                when typed.given.miss_missing_episode_start_date is null
                then 'miss_missing_episode_start_date is empty'
                when typed.miss_missing_episode_start_date is null
                then
                    'miss_missing_episode_start_date is no date: '
                    || typed.given.miss_missing_episode_start_date
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
                    miss_table_id,
                    miss_person_id,
                    miss_missing_episode_start_date,
                    miss_missing_episode_type,
                    miss_missing_episode_end_date,
                    miss_missing_rhi_offered,
                    miss_missing_rhi_accepted,
                    miss_missing_rhi_offered_at,
                    miss_missing_rhi_held_at,
                    miss_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    miss_table_id,
                    miss_person_id
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
    miss_person_id,
    miss_table_id,
    miss_missing_episode_start_date,
    miss_missing_episode_type,
    miss_missing_episode_end_date,
    miss_missing_rhi_offered,
    miss_missing_rhi_accepted,
    miss_missing_rhi_offered_at,
    miss_missing_rhi_held_at,
    miss_recorded_at,
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
