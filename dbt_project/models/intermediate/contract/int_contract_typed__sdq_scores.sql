with
    staged as (select * from {{ ref("stg_ssd__sdq_scores") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'sdq_reason'
                )
            ) as sdq_reason
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
            staged.csdq_table_id as csdq_table_id,
            coalesce(
                csdq_person_id_merged.surviving_person_id, staged.csdq_person_id
            ) as csdq_person_id,
            {{ as_date("staged.csdq_sdq_completed_date") }} as csdq_sdq_completed_date,
            {{ as_code("staged.csdq_sdq_reason", "codes.sdq_reason") }} as csdq_sdq_reason,
            {{ as_integer("staged.csdq_sdq_score") }} as csdq_sdq_score,
            csdq_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as csdq_person_id_merged
            on staged.authority = csdq_person_id_merged.authority
            and staged.source_system = csdq_person_id_merged.source_system
            and staged.csdq_person_id = csdq_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.csdq_table_id,
            typed.csdq_person_id,
            typed.csdq_sdq_completed_date,
            typed.csdq_sdq_reason,
            typed.csdq_sdq_score,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "csdq_sdq_completed_date",
                            "typed.given.csdq_sdq_completed_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "csdq_sdq_reason", "typed.given.csdq_sdq_reason", "unmapped_code"
                        )
                    }},
                    {{ cell_fault("csdq_sdq_score", "typed.given.csdq_sdq_score", "failed_cast") }}
                ]
            ) as cell_faults,
            case
                when typed.given.csdq_table_id is null
                then 'csdq_table_id is empty'
                when typed.given.csdq_person_id is null
                then 'csdq_person_id is empty'
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
                    csdq_table_id,
                    csdq_person_id,
                    csdq_sdq_completed_date,
                    csdq_sdq_reason,
                    csdq_sdq_score,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, csdq_table_id
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
    csdq_table_id,
    csdq_person_id,
    csdq_sdq_completed_date,
    csdq_sdq_reason,
    csdq_sdq_score,
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
