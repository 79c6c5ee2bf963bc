with
    staged as (select * from {{ ref("stg_ssd__initial_cp_conference") }}),
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
                icpc_person_id_merged.surviving_person_id, staged.icpc_person_id
            ) as icpc_person_id,
            staged.icpc_icpc_id as icpc_icpc_id,
            staged.icpc_icpc_meeting_id as icpc_icpc_meeting_id,
            staged.icpc_s47_enquiry_id as icpc_s47_enquiry_id,
            staged.icpc_cp_plan_id as icpc_cp_plan_id,
            staged.icpc_referral_id as icpc_referral_id,
            {{ as_flag("staged.icpc_icpc_transfer_in") }} as icpc_icpc_transfer_in,
            {{ as_date("staged.icpc_icpc_target_date") }} as icpc_icpc_target_date,
            {{ as_date("staged.icpc_icpc_date") }} as icpc_icpc_date,
            {{ as_flag("staged.icpc_icpc_outcome_cp_flag") }} as icpc_icpc_outcome_cp_flag,
            {{ as_list("staged.icpc_icpc_outcome_json") }} as icpc_icpc_outcome_json,
            staged.icpc_icpc_team as icpc_icpc_team,
            staged.icpc_icpc_worker_id as icpc_icpc_worker_id,
            {{ as_timestamp("staged.icpc_recorded_at") }} as icpc_recorded_at,
            icpc_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as icpc_person_id_merged
            on staged.authority = icpc_person_id_merged.authority
            and staged.source_system = icpc_person_id_merged.source_system
            and staged.icpc_person_id = icpc_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.icpc_person_id,
            typed.icpc_icpc_id,
            typed.icpc_icpc_meeting_id,
            typed.icpc_s47_enquiry_id,
            typed.icpc_cp_plan_id,
            typed.icpc_referral_id,
            typed.icpc_icpc_transfer_in,
            typed.icpc_icpc_target_date,
            typed.icpc_icpc_date,
            typed.icpc_icpc_outcome_cp_flag,
            typed.icpc_icpc_outcome_json,
            typed.icpc_icpc_team,
            typed.icpc_icpc_worker_id,
            typed.icpc_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "icpc_icpc_transfer_in",
                            "typed.given.icpc_icpc_transfer_in",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "icpc_icpc_target_date",
                            "typed.given.icpc_icpc_target_date",
                            "failed_cast",
                        )
                    }},
                    {{ cell_fault("icpc_icpc_date", "typed.given.icpc_icpc_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "icpc_icpc_outcome_cp_flag",
                            "typed.given.icpc_icpc_outcome_cp_flag",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "icpc_icpc_outcome_json",
                            "typed.given.icpc_icpc_outcome_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "icpc_recorded_at", "typed.given.icpc_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.icpc_person_id is null
                then 'icpc_person_id is empty'
                when typed.given.icpc_icpc_id is null
                then 'icpc_icpc_id is empty'
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
                    icpc_icpc_id,
                    icpc_person_id,
                    icpc_icpc_meeting_id,
                    icpc_s47_enquiry_id,
                    icpc_cp_plan_id,
                    icpc_referral_id,
                    icpc_icpc_transfer_in,
                    icpc_icpc_target_date,
                    icpc_icpc_date,
                    icpc_icpc_outcome_cp_flag,
                    icpc_icpc_outcome_json,
                    icpc_icpc_team,
                    icpc_icpc_worker_id,
                    icpc_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    icpc_icpc_id,
                    icpc_person_id
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
    icpc_person_id,
    icpc_icpc_id,
    icpc_icpc_meeting_id,
    icpc_s47_enquiry_id,
    icpc_cp_plan_id,
    icpc_referral_id,
    icpc_icpc_transfer_in,
    icpc_icpc_target_date,
    icpc_icpc_date,
    icpc_icpc_outcome_cp_flag,
    icpc_icpc_outcome_json,
    icpc_icpc_team,
    icpc_icpc_worker_id,
    icpc_recorded_at,
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
