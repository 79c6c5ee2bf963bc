with
    staged as (select * from {{ ref("stg_ssd__cla_reviews") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'review_participation'
                )
            ) as review_participation
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
            staged.clar_cla_review_id as clar_cla_review_id,
            coalesce(
                clar_person_id_merged.surviving_person_id, staged.clar_person_id
            ) as clar_person_id,
            staged.clar_cla_id as clar_cla_id,
            {{ as_date("staged.clar_cla_review_due_date") }} as clar_cla_review_due_date,
            {{ as_date("staged.clar_cla_review_date") }} as clar_cla_review_date,
            {{ as_flag("staged.clar_cla_review_cancelled") }} as clar_cla_review_cancelled,
            {{ as_code("staged.clar_cla_review_participation", "codes.review_participation") }}
            as clar_cla_review_participation,
            {{ as_timestamp("staged.clar_recorded_at") }} as clar_recorded_at,
            clar_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as clar_person_id_merged
            on staged.authority = clar_person_id_merged.authority
            and staged.source_system = clar_person_id_merged.source_system
            and staged.clar_person_id = clar_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.clar_cla_review_id,
            typed.clar_person_id,
            typed.clar_cla_id,
            typed.clar_cla_review_due_date,
            typed.clar_cla_review_date,
            typed.clar_cla_review_cancelled,
            typed.clar_cla_review_participation,
            typed.clar_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clar_cla_review_due_date",
                            "typed.given.clar_cla_review_due_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clar_cla_review_date",
                            "typed.given.clar_cla_review_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clar_cla_review_cancelled",
                            "typed.given.clar_cla_review_cancelled",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clar_cla_review_participation",
                            "typed.given.clar_cla_review_participation",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clar_recorded_at", "typed.given.clar_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clar_cla_review_id is null
                then 'clar_cla_review_id is empty'
                when typed.given.clar_person_id is null
                then 'clar_person_id is empty'
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
                    clar_cla_review_id,
                    clar_person_id,
                    clar_cla_id,
                    clar_cla_review_due_date,
                    clar_cla_review_date,
                    clar_cla_review_cancelled,
                    clar_cla_review_participation,
                    clar_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clar_cla_review_id,
                    clar_person_id
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
    clar_cla_review_id,
    clar_person_id,
    clar_cla_id,
    clar_cla_review_due_date,
    clar_cla_review_date,
    clar_cla_review_cancelled,
    clar_cla_review_participation,
    clar_recorded_at,
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
