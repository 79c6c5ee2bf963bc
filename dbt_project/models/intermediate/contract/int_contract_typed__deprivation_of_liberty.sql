with
    staged as (select * from {{ ref("stg_ssd__deprivation_of_liberty") }}),
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
                dolo_person_id_merged.surviving_person_id, staged.dolo_person_id
            ) as dolo_person_id,
            staged.dolo_order_id as dolo_order_id,
            {{ as_date("staged.dolo_start_date") }} as dolo_start_date,
            {{ as_date("staged.dolo_end_date") }} as dolo_end_date,
            {{ as_timestamp("staged.dolo_recorded_at") }} as dolo_recorded_at,
            dolo_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as dolo_person_id_merged
            on staged.authority = dolo_person_id_merged.authority
            and staged.source_system = dolo_person_id_merged.source_system
            and staged.dolo_person_id = dolo_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.dolo_person_id,
            typed.dolo_order_id,
            typed.dolo_start_date,
            typed.dolo_end_date,
            typed.dolo_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "dolo_start_date", "typed.given.dolo_start_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("dolo_end_date", "typed.given.dolo_end_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "dolo_recorded_at", "typed.given.dolo_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.dolo_person_id is null
                then 'dolo_person_id is empty'
                when typed.given.dolo_order_id is null
                then 'dolo_order_id is empty'
                when typed.given.dolo_start_date is null
                then 'dolo_start_date is empty'
                when typed.dolo_start_date is null
                then 'dolo_start_date is no date: ' || typed.given.dolo_start_date
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
                    dolo_order_id,
                    dolo_person_id,
                    dolo_start_date,
                    dolo_end_date,
                    dolo_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    dolo_order_id,
                    dolo_person_id
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
    dolo_person_id,
    dolo_order_id,
    dolo_start_date,
    dolo_end_date,
    dolo_recorded_at,
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
