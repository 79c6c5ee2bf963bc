with
    staged as (select * from {{ ref("stg_ssd__cin_visits") }}),
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
                cinv_person_id_merged.surviving_person_id, staged.cinv_person_id
            ) as cinv_person_id,
            staged.cinv_cin_visit_id as cinv_cin_visit_id,
            {{ as_date("staged.cinv_cin_visit_date") }} as cinv_cin_visit_date,
            {{ as_flag("staged.cinv_cin_visit_seen") }} as cinv_cin_visit_seen,
            {{ as_flag("staged.cinv_cin_visit_seen_alone") }} as cinv_cin_visit_seen_alone,
            {{ as_flag("staged.cinv_cin_visit_bedroom") }} as cinv_cin_visit_bedroom,
            staged.cinv_cin_plan_id as cinv_cin_plan_id,
            {{ as_timestamp("staged.cinv_recorded_at") }} as cinv_recorded_at,
            cinv_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as cinv_person_id_merged
            on staged.authority = cinv_person_id_merged.authority
            and staged.source_system = cinv_person_id_merged.source_system
            and staged.cinv_person_id = cinv_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.cinv_person_id,
            typed.cinv_cin_visit_id,
            typed.cinv_cin_visit_date,
            typed.cinv_cin_visit_seen,
            typed.cinv_cin_visit_seen_alone,
            typed.cinv_cin_visit_bedroom,
            typed.cinv_cin_plan_id,
            typed.cinv_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cinv_cin_visit_date",
                            "typed.given.cinv_cin_visit_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cinv_cin_visit_seen",
                            "typed.given.cinv_cin_visit_seen",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cinv_cin_visit_seen_alone",
                            "typed.given.cinv_cin_visit_seen_alone",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cinv_cin_visit_bedroom",
                            "typed.given.cinv_cin_visit_bedroom",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cinv_recorded_at", "typed.given.cinv_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cinv_person_id is null
                then 'cinv_person_id is empty'
                when typed.given.cinv_cin_visit_id is null
                then 'cinv_cin_visit_id is empty'
                when typed.given.cinv_cin_visit_date is null
                then 'cinv_cin_visit_date is empty'
                when typed.cinv_cin_visit_date is null
                then 'cinv_cin_visit_date is no date: ' || typed.given.cinv_cin_visit_date
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
                    cinv_cin_visit_id,
                    cinv_person_id,
                    cinv_cin_visit_date,
                    cinv_cin_visit_seen,
                    cinv_cin_visit_seen_alone,
                    cinv_cin_visit_bedroom,
                    cinv_cin_plan_id,
                    cinv_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cinv_cin_visit_id,
                    cinv_person_id
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
    cinv_person_id,
    cinv_cin_visit_id,
    cinv_cin_visit_date,
    cinv_cin_visit_seen,
    cinv_cin_visit_seen_alone,
    cinv_cin_visit_bedroom,
    cinv_cin_plan_id,
    cinv_recorded_at,
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
