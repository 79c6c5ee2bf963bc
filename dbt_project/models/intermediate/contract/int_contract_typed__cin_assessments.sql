with
    staged as (select * from {{ ref("stg_ssd__cin_assessments") }}),
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
                cina_person_id_merged.surviving_person_id, staged.cina_person_id
            ) as cina_person_id,
            staged.cina_assessment_id as cina_assessment_id,
            staged.cina_referral_id as cina_referral_id,
            {{ as_date("staged.cina_assessment_start_date") }} as cina_assessment_start_date,
            {{ as_flag("staged.cina_assessment_child_seen") }} as cina_assessment_child_seen,
            {{ as_date("staged.cina_assessment_auth_date") }} as cina_assessment_auth_date,
            {{ as_list("staged.cina_assessment_outcome_json") }} as cina_assessment_outcome_json,
            {{ as_flag("staged.cina_assessment_outcome_nfa") }} as cina_assessment_outcome_nfa,
            staged.cina_assessment_team as cina_assessment_team,
            staged.cina_assessment_worker_id as cina_assessment_worker_id,
            {{ as_date("staged.cina_assessment_internal_review_date") }}
            as cina_assessment_internal_review_date,
            {{ as_timestamp("staged.cina_recorded_at") }} as cina_recorded_at,
            cina_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as cina_person_id_merged
            on staged.authority = cina_person_id_merged.authority
            and staged.source_system = cina_person_id_merged.source_system
            and staged.cina_person_id = cina_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.cina_person_id,
            typed.cina_assessment_id,
            typed.cina_referral_id,
            typed.cina_assessment_start_date,
            typed.cina_assessment_child_seen,
            typed.cina_assessment_auth_date,
            typed.cina_assessment_outcome_json,
            typed.cina_assessment_outcome_nfa,
            typed.cina_assessment_team,
            typed.cina_assessment_worker_id,
            typed.cina_assessment_internal_review_date,
            typed.cina_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cina_assessment_start_date",
                            "typed.given.cina_assessment_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_child_seen",
                            "typed.given.cina_assessment_child_seen",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_auth_date",
                            "typed.given.cina_assessment_auth_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_outcome_json",
                            "typed.given.cina_assessment_outcome_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_outcome_nfa",
                            "typed.given.cina_assessment_outcome_nfa",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_internal_review_date",
                            "typed.given.cina_assessment_internal_review_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_recorded_at", "typed.given.cina_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cina_person_id is null
                then 'cina_person_id is empty'
                when typed.given.cina_assessment_id is null
                then 'cina_assessment_id is empty'
                when typed.given.cina_assessment_start_date is null
                then 'cina_assessment_start_date is empty'
                when typed.cina_assessment_start_date is null
                then
                    'cina_assessment_start_date is no date: '
                    || typed.given.cina_assessment_start_date
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
                    cina_assessment_id,
                    cina_person_id,
                    cina_referral_id,
                    cina_assessment_start_date,
                    cina_assessment_child_seen,
                    cina_assessment_auth_date,
                    cina_assessment_outcome_json,
                    cina_assessment_outcome_nfa,
                    cina_assessment_team,
                    cina_assessment_worker_id,
                    cina_assessment_internal_review_date,
                    cina_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cina_assessment_id,
                    cina_person_id
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
    cina_person_id,
    cina_assessment_id,
    cina_referral_id,
    cina_assessment_start_date,
    cina_assessment_child_seen,
    cina_assessment_auth_date,
    cina_assessment_outcome_json,
    cina_assessment_outcome_nfa,
    cina_assessment_team,
    cina_assessment_worker_id,
    cina_assessment_internal_review_date,
    cina_recorded_at,
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
