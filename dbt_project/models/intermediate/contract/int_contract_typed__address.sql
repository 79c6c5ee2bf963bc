with
    staged as (select * from {{ ref("stg_ssd__address") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.addr_table_id as addr_table_id,
            coalesce(
                addr_person_id_merged.surviving_person_id, staged.addr_person_id
            ) as addr_person_id,
            staged.addr_address_json as addr_address_json,
            staged.addr_address_type as addr_address_type,
            {{ as_date("staged.addr_address_start_date") }} as addr_address_start_date,
            {{ as_date("staged.addr_address_end_date") }} as addr_address_end_date,
            staged.addr_address_postcode as addr_address_postcode,
            addr_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as addr_person_id_merged
            on staged.authority = addr_person_id_merged.authority
            and staged.source_system = addr_person_id_merged.source_system
            and staged.addr_person_id = addr_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.addr_table_id,
            typed.addr_person_id,
            typed.addr_address_json,
            typed.addr_address_type,
            typed.addr_address_start_date,
            typed.addr_address_end_date,
            typed.addr_address_postcode,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "addr_address_start_date",
                            "typed.given.addr_address_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "addr_address_end_date",
                            "typed.given.addr_address_end_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.addr_table_id is null
                then 'addr_table_id is empty'
                when typed.given.addr_person_id is null
                then 'addr_person_id is empty'
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
                    addr_table_id,
                    addr_person_id,
                    addr_address_json,
                    addr_address_type,
                    addr_address_start_date,
                    addr_address_end_date,
                    addr_address_postcode,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, addr_table_id
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
    addr_table_id,
    addr_person_id,
    addr_address_json,
    addr_address_type,
    addr_address_start_date,
    addr_address_end_date,
    addr_address_postcode,
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
