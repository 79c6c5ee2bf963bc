with
    staged as (select * from {{ ref("stg_ssd__placement_cost") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.plco_placement_cost_id as plco_placement_cost_id,
            coalesce(
                plco_person_id_merged.surviving_person_id, staged.plco_person_id
            ) as plco_person_id,
            staged.plco_placement_id as plco_placement_id,
            staged.plco_provider_id as plco_provider_id,
            {{ as_date("staged.plco_start_date") }} as plco_start_date,
            {{ as_date("staged.plco_end_date") }} as plco_end_date,
            {{ as_number("staged.plco_weekly_cost_gbp", "decimal(12, 2)") }}
            as plco_weekly_cost_gbp,
            {{ as_number("staged.plco_social_care_share_gbp", "decimal(12, 2)") }}
            as plco_social_care_share_gbp,
            {{ as_number("staged.plco_education_share_gbp", "decimal(12, 2)") }}
            as plco_education_share_gbp,
            {{ as_number("staged.plco_health_share_gbp", "decimal(12, 2)") }}
            as plco_health_share_gbp,
            plco_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as plco_person_id_merged
            on staged.authority = plco_person_id_merged.authority
            and staged.source_system = plco_person_id_merged.source_system
            and staged.plco_person_id = plco_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.plco_placement_cost_id,
            typed.plco_person_id,
            typed.plco_placement_id,
            typed.plco_provider_id,
            typed.plco_start_date,
            typed.plco_end_date,
            typed.plco_weekly_cost_gbp,
            typed.plco_social_care_share_gbp,
            typed.plco_education_share_gbp,
            typed.plco_health_share_gbp,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "plco_start_date", "typed.given.plco_start_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("plco_end_date", "typed.given.plco_end_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "plco_weekly_cost_gbp",
                            "typed.given.plco_weekly_cost_gbp",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "plco_social_care_share_gbp",
                            "typed.given.plco_social_care_share_gbp",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "plco_education_share_gbp",
                            "typed.given.plco_education_share_gbp",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "plco_health_share_gbp",
                            "typed.given.plco_health_share_gbp",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.plco_placement_cost_id is null
                then 'plco_placement_cost_id is empty'
                when typed.given.plco_person_id is null
                then 'plco_person_id is empty'
                when typed.given.plco_start_date is null
                then 'plco_start_date is empty'
                when typed.plco_start_date is null
                then 'plco_start_date is no date: ' || typed.given.plco_start_date
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
                    plco_placement_cost_id,
                    plco_person_id,
                    plco_placement_id,
                    plco_provider_id,
                    plco_start_date,
                    plco_end_date,
                    plco_weekly_cost_gbp,
                    plco_social_care_share_gbp,
                    plco_education_share_gbp,
                    plco_health_share_gbp,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    plco_placement_cost_id
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
    plco_placement_cost_id,
    plco_person_id,
    plco_placement_id,
    plco_provider_id,
    plco_start_date,
    plco_end_date,
    plco_weekly_cost_gbp,
    plco_social_care_share_gbp,
    plco_education_share_gbp,
    plco_health_share_gbp,
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
