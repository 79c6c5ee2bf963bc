with
    staged as (select * from {{ ref("stg_ssd__population") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            {{ as_integer("staged.popu_year") }} as popu_year,
            {{ as_integer("staged.popu_children_0_to_17") }} as popu_children_0_to_17,
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
            typed.popu_year,
            typed.popu_children_0_to_17,
            typed.is_from_merged_record,
            flatten(
                [
                    {{ cell_fault("popu_year", "typed.given.popu_year", "failed_cast") }},
                    {{
                        cell_fault(
                            "popu_children_0_to_17",
                            "typed.given.popu_children_0_to_17",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.popu_year is null
                then 'popu_year is empty'
                when typed.popu_year is null
                then 'popu_year is no whole number: ' || typed.given.popu_year
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
                    popu_year,
                    popu_children_0_to_17,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, popu_year
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
    popu_year,
    popu_children_0_to_17,
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
