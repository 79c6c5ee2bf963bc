with
    staged as (select * from {{ ref("stg_ssd__cla_previous_permanence") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'previous_permanence'
                )
            ) as previous_permanence
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
            staged.lapp_table_id as lapp_table_id,
            coalesce(
                lapp_person_id_merged.surviving_person_id, staged.lapp_person_id
            ) as lapp_person_id,
            staged.lapp_previous_permanence_order_date as lapp_previous_permanence_order_date,
            {{ as_code("staged.lapp_previous_permanence_option", "codes.previous_permanence") }}
            as lapp_previous_permanence_option,
            staged.lapp_previous_permanence_la as lapp_previous_permanence_la,
            lapp_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as lapp_person_id_merged
            on staged.authority = lapp_person_id_merged.authority
            and staged.source_system = lapp_person_id_merged.source_system
            and staged.lapp_person_id = lapp_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.lapp_table_id,
            typed.lapp_person_id,
            typed.lapp_previous_permanence_order_date,
            typed.lapp_previous_permanence_option,
            typed.lapp_previous_permanence_la,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "lapp_previous_permanence_option",
                            "typed.given.lapp_previous_permanence_option",
                            "unmapped_code",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.lapp_table_id is null
                then 'lapp_table_id is empty'
                when typed.given.lapp_person_id is null
                then 'lapp_person_id is empty'
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
                    lapp_table_id,
                    lapp_person_id,
                    lapp_previous_permanence_order_date,
                    lapp_previous_permanence_option,
                    lapp_previous_permanence_la,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, lapp_table_id
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
    lapp_table_id,
    lapp_person_id,
    lapp_previous_permanence_order_date,
    lapp_previous_permanence_option,
    lapp_previous_permanence_la,
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
