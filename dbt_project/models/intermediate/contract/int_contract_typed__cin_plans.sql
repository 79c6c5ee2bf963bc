with
    staged as (select * from {{ ref("stg_ssd__cin_plans") }}),
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
                cinp_person_id_merged.surviving_person_id, staged.cinp_person_id
            ) as cinp_person_id,
            staged.cinp_cin_plan_id as cinp_cin_plan_id,
            staged.cinp_referral_id as cinp_referral_id,
            {{ as_date("staged.cinp_cin_plan_start_date") }} as cinp_cin_plan_start_date,
            {{ as_date("staged.cinp_cin_plan_end_date") }} as cinp_cin_plan_end_date,
            staged.cinp_cin_plan_team as cinp_cin_plan_team,
            staged.cinp_cin_plan_worker_id as cinp_cin_plan_worker_id,
            {{ as_timestamp("staged.cinp_recorded_at") }} as cinp_recorded_at,
            cinp_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as cinp_person_id_merged
            on staged.authority = cinp_person_id_merged.authority
            and staged.source_system = cinp_person_id_merged.source_system
            and staged.cinp_person_id = cinp_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.cinp_person_id,
            typed.cinp_cin_plan_id,
            typed.cinp_referral_id,
            typed.cinp_cin_plan_start_date,
            typed.cinp_cin_plan_end_date,
            typed.cinp_cin_plan_team,
            typed.cinp_cin_plan_worker_id,
            typed.cinp_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cinp_cin_plan_start_date",
                            "typed.given.cinp_cin_plan_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cinp_cin_plan_end_date",
                            "typed.given.cinp_cin_plan_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cinp_recorded_at", "typed.given.cinp_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cinp_person_id is null
                then 'cinp_person_id is empty'
                when typed.given.cinp_cin_plan_id is null
                then 'cinp_cin_plan_id is empty'
                when typed.given.cinp_cin_plan_start_date is null
                then 'cinp_cin_plan_start_date is empty'
                when typed.cinp_cin_plan_start_date is null
                then 'cinp_cin_plan_start_date is no date: ' || typed.given.cinp_cin_plan_start_date
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
                    cinp_cin_plan_id,
                    cinp_person_id,
                    cinp_referral_id,
                    cinp_cin_plan_start_date,
                    cinp_cin_plan_end_date,
                    cinp_cin_plan_team,
                    cinp_cin_plan_worker_id,
                    cinp_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cinp_cin_plan_id,
                    cinp_person_id
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
    cinp_person_id,
    cinp_cin_plan_id,
    cinp_referral_id,
    cinp_cin_plan_start_date,
    cinp_cin_plan_end_date,
    cinp_cin_plan_team,
    cinp_cin_plan_worker_id,
    cinp_recorded_at,
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
