with
    staged as (select * from {{ ref("stg_ssd__cla_placement") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'placement_change_reason'
                )
            ) as placement_change_reason,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'placement_provider'
                )
            ) as placement_provider,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'placement_type'
                )
            ) as placement_type
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
                clap_person_id_merged.surviving_person_id, staged.clap_person_id
            ) as clap_person_id,
            staged.clap_cla_placement_id as clap_cla_placement_id,
            {{ as_date("staged.clap_cla_placement_start_date") }} as clap_cla_placement_start_date,
            {{ as_code("staged.clap_cla_placement_type", "codes.placement_type") }}
            as clap_cla_placement_type,
            staged.clap_cla_placement_urn as clap_cla_placement_urn,
            {{ as_number("staged.clap_cla_placement_distance", "double") }}
            as clap_cla_placement_distance,
            staged.clap_cla_id as clap_cla_id,
            {{ as_code("staged.clap_cla_placement_provider", "codes.placement_provider") }}
            as clap_cla_placement_provider,
            staged.clap_cla_placement_postcode as clap_cla_placement_postcode,
            {{ as_date("staged.clap_cla_placement_end_date") }} as clap_cla_placement_end_date,
            {{
                as_code(
                    "staged.clap_cla_placement_change_reason", "codes.placement_change_reason"
                )
            }} as clap_cla_placement_change_reason,
            staged.clap_cla_placement_carer_id as clap_cla_placement_carer_id,
            staged.clap_cla_placement_la as clap_cla_placement_la,
            {{ as_timestamp("staged.clap_recorded_at") }} as clap_recorded_at,
            clap_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as clap_person_id_merged
            on staged.authority = clap_person_id_merged.authority
            and staged.source_system = clap_person_id_merged.source_system
            and staged.clap_person_id = clap_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.clap_person_id,
            typed.clap_cla_placement_id,
            typed.clap_cla_placement_start_date,
            typed.clap_cla_placement_type,
            typed.clap_cla_placement_urn,
            typed.clap_cla_placement_distance,
            typed.clap_cla_id,
            typed.clap_cla_placement_provider,
            typed.clap_cla_placement_postcode,
            typed.clap_cla_placement_end_date,
            typed.clap_cla_placement_change_reason,
            typed.clap_cla_placement_carer_id,
            typed.clap_cla_placement_la,
            typed.clap_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clap_cla_placement_start_date",
                            "typed.given.clap_cla_placement_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_type",
                            "typed.given.clap_cla_placement_type",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_distance",
                            "typed.given.clap_cla_placement_distance",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_provider",
                            "typed.given.clap_cla_placement_provider",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_end_date",
                            "typed.given.clap_cla_placement_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_change_reason",
                            "typed.given.clap_cla_placement_change_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_recorded_at", "typed.given.clap_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clap_person_id is null
                then 'clap_person_id is empty'
                when typed.given.clap_cla_placement_id is null
                then 'clap_cla_placement_id is empty'
                when typed.given.clap_cla_placement_start_date is null
                then 'clap_cla_placement_start_date is empty'
                when typed.clap_cla_placement_start_date is null
                then
                    'clap_cla_placement_start_date is no date: '
                    || typed.given.clap_cla_placement_start_date
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
                    clap_cla_placement_id,
                    clap_person_id,
                    clap_cla_placement_start_date,
                    clap_cla_placement_type,
                    clap_cla_placement_urn,
                    clap_cla_placement_distance,
                    clap_cla_id,
                    clap_cla_placement_provider,
                    clap_cla_placement_postcode,
                    clap_cla_placement_end_date,
                    clap_cla_placement_change_reason,
                    clap_cla_placement_carer_id,
                    clap_cla_placement_la,
                    clap_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clap_cla_placement_id,
                    clap_person_id
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
    clap_person_id,
    clap_cla_placement_id,
    clap_cla_placement_start_date,
    clap_cla_placement_type,
    clap_cla_placement_urn,
    clap_cla_placement_distance,
    clap_cla_id,
    clap_cla_placement_provider,
    clap_cla_placement_postcode,
    clap_cla_placement_end_date,
    clap_cla_placement_change_reason,
    clap_cla_placement_carer_id,
    clap_cla_placement_la,
    clap_recorded_at,
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
