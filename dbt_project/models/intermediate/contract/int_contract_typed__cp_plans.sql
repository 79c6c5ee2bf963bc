with
    staged as (select * from {{ ref("stg_ssd__cp_plans") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'category_of_abuse'
                )
            ) as category_of_abuse
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
                cppl_person_id_merged.surviving_person_id, staged.cppl_person_id
            ) as cppl_person_id,
            staged.cppl_cp_plan_id as cppl_cp_plan_id,
            staged.cppl_referral_id as cppl_referral_id,
            staged.cppl_icpc_id as cppl_icpc_id,
            {{ as_date("staged.cppl_cp_plan_start_date") }} as cppl_cp_plan_start_date,
            {{ as_date("staged.cppl_cp_plan_end_date") }} as cppl_cp_plan_end_date,
            {{ as_code("staged.cppl_cp_plan_initial_category", "codes.category_of_abuse") }}
            as cppl_cp_plan_initial_category,
            {{ as_flag("staged.cppl_cp_plan_ola") }} as cppl_cp_plan_ola,
            {{ as_code("staged.cppl_cp_plan_latest_category", "codes.category_of_abuse") }}
            as cppl_cp_plan_latest_category,
            {{ as_integer("staged.cppl_number_of_previous_plans") }}
            as cppl_number_of_previous_plans,
            {{ as_timestamp("staged.cppl_recorded_at") }} as cppl_recorded_at,
            cppl_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as cppl_person_id_merged
            on staged.authority = cppl_person_id_merged.authority
            and staged.source_system = cppl_person_id_merged.source_system
            and staged.cppl_person_id = cppl_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.cppl_person_id,
            typed.cppl_cp_plan_id,
            typed.cppl_referral_id,
            typed.cppl_icpc_id,
            typed.cppl_cp_plan_start_date,
            typed.cppl_cp_plan_end_date,
            typed.cppl_cp_plan_initial_category,
            typed.cppl_cp_plan_ola,
            typed.cppl_cp_plan_latest_category,
            typed.cppl_number_of_previous_plans,
            typed.cppl_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cppl_cp_plan_start_date",
                            "typed.given.cppl_cp_plan_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cppl_cp_plan_end_date",
                            "typed.given.cppl_cp_plan_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cppl_cp_plan_initial_category",
                            "typed.given.cppl_cp_plan_initial_category",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "cppl_cp_plan_ola", "typed.given.cppl_cp_plan_ola", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "cppl_cp_plan_latest_category",
                            "typed.given.cppl_cp_plan_latest_category",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "cppl_number_of_previous_plans",
                            "typed.given.cppl_number_of_previous_plans",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cppl_recorded_at", "typed.given.cppl_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cppl_person_id is null
                then 'cppl_person_id is empty'
                when typed.given.cppl_cp_plan_id is null
                then 'cppl_cp_plan_id is empty'
                when typed.given.cppl_cp_plan_start_date is null
                then 'cppl_cp_plan_start_date is empty'
                when typed.cppl_cp_plan_start_date is null
                then 'cppl_cp_plan_start_date is no date: ' || typed.given.cppl_cp_plan_start_date
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
                    cppl_cp_plan_id,
                    cppl_person_id,
                    cppl_referral_id,
                    cppl_icpc_id,
                    cppl_cp_plan_start_date,
                    cppl_cp_plan_end_date,
                    cppl_cp_plan_initial_category,
                    cppl_cp_plan_ola,
                    cppl_cp_plan_latest_category,
                    cppl_number_of_previous_plans,
                    cppl_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cppl_cp_plan_id,
                    cppl_person_id
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
    cppl_person_id,
    cppl_cp_plan_id,
    cppl_referral_id,
    cppl_icpc_id,
    cppl_cp_plan_start_date,
    cppl_cp_plan_end_date,
    cppl_cp_plan_initial_category,
    cppl_cp_plan_ola,
    cppl_cp_plan_latest_category,
    cppl_number_of_previous_plans,
    cppl_recorded_at,
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
