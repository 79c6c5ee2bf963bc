with
    staged as (select * from {{ ref("stg_ssd__supervision") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.supv_supervision_id as supv_supervision_id,
            coalesce(
                supv_person_id_merged.surviving_person_id, staged.supv_person_id
            ) as supv_person_id,
            staged.supv_professional_id as supv_professional_id,
            {{ as_date("staged.supv_held_on") }} as supv_held_on,
            supv_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as supv_person_id_merged
            on staged.authority = supv_person_id_merged.authority
            and staged.source_system = supv_person_id_merged.source_system
            and staged.supv_person_id = supv_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.supv_supervision_id,
            typed.supv_person_id,
            typed.supv_professional_id,
            typed.supv_held_on,
            typed.is_from_merged_record,
            flatten(
                [{{ cell_fault("supv_held_on", "typed.given.supv_held_on", "failed_cast") }}]
            ) as cell_faults,
            case
                when typed.given.supv_supervision_id is null
                then 'supv_supervision_id is empty'
                when typed.given.supv_person_id is null
                then 'supv_person_id is empty'
                when typed.given.supv_held_on is null
                then 'supv_held_on is empty'
                when typed.supv_held_on is null
                then 'supv_held_on is no date: ' || typed.given.supv_held_on
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
                    supv_supervision_id,
                    supv_person_id,
                    supv_professional_id,
                    supv_held_on,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    supv_supervision_id
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
    supv_supervision_id,
    supv_person_id,
    supv_professional_id,
    supv_held_on,
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
