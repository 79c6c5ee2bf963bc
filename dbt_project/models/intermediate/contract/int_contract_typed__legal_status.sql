with
    staged as (select * from {{ ref("stg_ssd__legal_status") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'legal_status'
                )
            ) as legal_status
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
                lega_person_id_merged.surviving_person_id, staged.lega_person_id
            ) as lega_person_id,
            staged.lega_legal_status_id as lega_legal_status_id,
            {{ as_code("staged.lega_legal_status", "codes.legal_status") }} as lega_legal_status,
            {{ as_date("staged.lega_legal_status_start_date") }} as lega_legal_status_start_date,
            {{ as_date("staged.lega_legal_status_end_date") }} as lega_legal_status_end_date,
            {{ as_timestamp("staged.lega_recorded_at") }} as lega_recorded_at,
            lega_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as lega_person_id_merged
            on staged.authority = lega_person_id_merged.authority
            and staged.source_system = lega_person_id_merged.source_system
            and staged.lega_person_id = lega_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.lega_person_id,
            typed.lega_legal_status_id,
            typed.lega_legal_status,
            typed.lega_legal_status_start_date,
            typed.lega_legal_status_end_date,
            typed.lega_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "lega_legal_status", "typed.given.lega_legal_status", "unmapped_code"
                        )
                    }},
                    {{
                        cell_fault(
                            "lega_legal_status_start_date",
                            "typed.given.lega_legal_status_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "lega_legal_status_end_date",
                            "typed.given.lega_legal_status_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "lega_recorded_at", "typed.given.lega_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.lega_person_id is null
                then 'lega_person_id is empty'
                when typed.given.lega_legal_status_id is null
                then 'lega_legal_status_id is empty'
                when typed.given.lega_legal_status_start_date is null
                then 'lega_legal_status_start_date is empty'
                when typed.lega_legal_status_start_date is null
                then
                    'lega_legal_status_start_date is no date: '
                    || typed.given.lega_legal_status_start_date
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
                    lega_legal_status_id,
                    lega_person_id,
                    lega_legal_status,
                    lega_legal_status_start_date,
                    lega_legal_status_end_date,
                    lega_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    lega_legal_status_id,
                    lega_person_id
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
    lega_person_id,
    lega_legal_status_id,
    lega_legal_status,
    lega_legal_status_start_date,
    lega_legal_status_end_date,
    lega_recorded_at,
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
