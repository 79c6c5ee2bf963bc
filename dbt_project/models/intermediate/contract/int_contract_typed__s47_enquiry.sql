with
    staged as (select * from {{ ref("stg_ssd__s47_enquiry") }}),
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
                s47e_person_id_merged.surviving_person_id, staged.s47e_person_id
            ) as s47e_person_id,
            staged.s47e_s47_enquiry_id as s47e_s47_enquiry_id,
            staged.s47e_referral_id as s47e_referral_id,
            {{ as_date("staged.s47e_s47_start_date") }} as s47e_s47_start_date,
            {{ as_date("staged.s47e_s47_end_date") }} as s47e_s47_end_date,
            {{ as_flag("staged.s47e_s47_nfa") }} as s47e_s47_nfa,
            {{ as_list("staged.s47e_s47_outcome_json") }} as s47e_s47_outcome_json,
            staged.s47e_s47_completed_by_worker_id as s47e_s47_completed_by_worker_id,
            staged.s47e_s47_completed_by_team as s47e_s47_completed_by_team,
            {{ as_timestamp("staged.s47e_recorded_at") }} as s47e_recorded_at,
            s47e_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as s47e_person_id_merged
            on staged.authority = s47e_person_id_merged.authority
            and staged.source_system = s47e_person_id_merged.source_system
            and staged.s47e_person_id = s47e_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.s47e_person_id,
            typed.s47e_s47_enquiry_id,
            typed.s47e_referral_id,
            typed.s47e_s47_start_date,
            typed.s47e_s47_end_date,
            typed.s47e_s47_nfa,
            typed.s47e_s47_outcome_json,
            typed.s47e_s47_completed_by_worker_id,
            typed.s47e_s47_completed_by_team,
            typed.s47e_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "s47e_s47_start_date",
                            "typed.given.s47e_s47_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "s47e_s47_end_date", "typed.given.s47e_s47_end_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("s47e_s47_nfa", "typed.given.s47e_s47_nfa", "failed_cast") }},
                    {{
                        cell_fault(
                            "s47e_s47_outcome_json",
                            "typed.given.s47e_s47_outcome_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "s47e_recorded_at", "typed.given.s47e_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.s47e_person_id is null
                then 's47e_person_id is empty'
                when typed.given.s47e_s47_enquiry_id is null
                then 's47e_s47_enquiry_id is empty'
                when typed.given.s47e_s47_start_date is null
                then 's47e_s47_start_date is empty'
                when typed.s47e_s47_start_date is null
                then 's47e_s47_start_date is no date: ' || typed.given.s47e_s47_start_date
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
                    s47e_s47_enquiry_id,
                    s47e_person_id,
                    s47e_referral_id,
                    s47e_s47_start_date,
                    s47e_s47_end_date,
                    s47e_s47_nfa,
                    s47e_s47_outcome_json,
                    s47e_s47_completed_by_worker_id,
                    s47e_s47_completed_by_team,
                    s47e_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    s47e_s47_enquiry_id,
                    s47e_person_id
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
    s47e_person_id,
    s47e_s47_enquiry_id,
    s47e_referral_id,
    s47e_s47_start_date,
    s47e_s47_end_date,
    s47e_s47_nfa,
    s47e_s47_outcome_json,
    s47e_s47_completed_by_worker_id,
    s47e_s47_completed_by_team,
    s47e_recorded_at,
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
