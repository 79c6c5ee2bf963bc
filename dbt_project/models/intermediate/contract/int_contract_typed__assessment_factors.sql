with
    staged as (select * from {{ ref("stg_ssd__assessment_factors") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'assessment_factor'
                )
            ) as assessment_factor
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
            staged.cinf_assessment_id as cinf_assessment_id,
            staged.cinf_table_id as cinf_table_id,
            {{
                as_codes(
                    as_list("staged.cinf_assessment_factors_json"), "codes.assessment_factor"
                )
            }} as cinf_assessment_factors_json,
            false as is_from_merged_record,
            staged as given
        from staged
        cross join codes
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.cinf_assessment_id,
            typed.cinf_table_id,
            typed.cinf_assessment_factors_json,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cinf_assessment_factors_json",
                            "typed.given.cinf_assessment_factors_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        entry_faults(
                            "cinf_assessment_factors_json",
                            as_list("typed.given.cinf_assessment_factors_json"),
                            "codes.assessment_factor",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cinf_assessment_id is null then 'cinf_assessment_id is empty'
            end as quarantine_reason
        from typed
        cross join codes
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
                    cinf_assessment_id,
                    cinf_table_id,
                    cinf_assessment_factors_json,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cinf_assessment_id
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
    cinf_assessment_id,
    cinf_table_id,
    cinf_assessment_factors_json,
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
