with
    staged as (select * from {{ ref("stg_ssd__provider") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.prvd_provider_id as prvd_provider_id,
            staged.prvd_provider_name as prvd_provider_name,
            staged.prvd_sector as prvd_sector,
            staged.prvd_urn as prvd_urn,
            staged.prvd_ofsted_grade as prvd_ofsted_grade,
            {{ as_date("staged.prvd_ofsted_inspected_on") }} as prvd_ofsted_inspected_on,
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
            typed.prvd_provider_id,
            typed.prvd_provider_name,
            typed.prvd_sector,
            typed.prvd_urn,
            typed.prvd_ofsted_grade,
            typed.prvd_ofsted_inspected_on,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "prvd_ofsted_inspected_on",
                            "typed.given.prvd_ofsted_inspected_on",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.prvd_provider_id is null then 'prvd_provider_id is empty'
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
                    prvd_provider_id,
                    prvd_provider_name,
                    prvd_sector,
                    prvd_urn,
                    prvd_ofsted_grade,
                    prvd_ofsted_inspected_on,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    prvd_provider_id
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
    prvd_provider_id,
    prvd_provider_name,
    prvd_sector,
    prvd_urn,
    prvd_ofsted_grade,
    prvd_ofsted_inspected_on,
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
