with
    staged as (select * from {{ ref("stg_ssd__care_leavers") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'accommodation'
                )
            ) as accommodation,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'activity'
                )
            ) as activity,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'in_touch'
                )
            ) as in_touch
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
            staged.clea_table_id as clea_table_id,
            coalesce(
                clea_person_id_merged.surviving_person_id, staged.clea_person_id
            ) as clea_person_id,
            staged.clea_care_leaver_eligibility as clea_care_leaver_eligibility,
            {{ as_code("staged.clea_care_leaver_in_touch", "codes.in_touch") }}
            as clea_care_leaver_in_touch,
            {{ as_date("staged.clea_care_leaver_latest_contact") }}
            as clea_care_leaver_latest_contact,
            {{ as_code("staged.clea_care_leaver_accommodation", "codes.accommodation") }}
            as clea_care_leaver_accommodation,
            staged.clea_care_leaver_accom_suitable as clea_care_leaver_accom_suitable,
            {{ as_code("staged.clea_care_leaver_activity", "codes.activity") }}
            as clea_care_leaver_activity,
            {{ as_date("staged.clea_pathway_plan_review_date") }} as clea_pathway_plan_review_date,
            staged.clea_care_leaver_personal_advisor as clea_care_leaver_personal_advisor,
            staged.clea_care_leaver_allocated_team as clea_care_leaver_allocated_team,
            staged.clea_care_leaver_worker_id as clea_care_leaver_worker_id,
            clea_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as clea_person_id_merged
            on staged.authority = clea_person_id_merged.authority
            and staged.source_system = clea_person_id_merged.source_system
            and staged.clea_person_id = clea_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.clea_table_id,
            typed.clea_person_id,
            typed.clea_care_leaver_eligibility,
            typed.clea_care_leaver_in_touch,
            typed.clea_care_leaver_latest_contact,
            typed.clea_care_leaver_accommodation,
            typed.clea_care_leaver_accom_suitable,
            typed.clea_care_leaver_activity,
            typed.clea_pathway_plan_review_date,
            typed.clea_care_leaver_personal_advisor,
            typed.clea_care_leaver_allocated_team,
            typed.clea_care_leaver_worker_id,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clea_care_leaver_in_touch",
                            "typed.given.clea_care_leaver_in_touch",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_care_leaver_latest_contact",
                            "typed.given.clea_care_leaver_latest_contact",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_care_leaver_accommodation",
                            "typed.given.clea_care_leaver_accommodation",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_care_leaver_activity",
                            "typed.given.clea_care_leaver_activity",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_pathway_plan_review_date",
                            "typed.given.clea_pathway_plan_review_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clea_table_id is null
                then 'clea_table_id is empty'
                when typed.given.clea_person_id is null
                then 'clea_person_id is empty'
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
                    clea_table_id,
                    clea_person_id,
                    clea_care_leaver_eligibility,
                    clea_care_leaver_in_touch,
                    clea_care_leaver_latest_contact,
                    clea_care_leaver_accommodation,
                    clea_care_leaver_accom_suitable,
                    clea_care_leaver_activity,
                    clea_pathway_plan_review_date,
                    clea_care_leaver_personal_advisor,
                    clea_care_leaver_allocated_team,
                    clea_care_leaver_worker_id,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, clea_table_id
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
    clea_table_id,
    clea_person_id,
    clea_care_leaver_eligibility,
    clea_care_leaver_in_touch,
    clea_care_leaver_latest_contact,
    clea_care_leaver_accommodation,
    clea_care_leaver_accom_suitable,
    clea_care_leaver_activity,
    clea_pathway_plan_review_date,
    clea_care_leaver_personal_advisor,
    clea_care_leaver_allocated_team,
    clea_care_leaver_worker_id,
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
