with
    staged as (select * from {{ ref("stg_ssd__cla_episodes") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'legal_status'
                )
            ) as legal_status,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'primary_need'
                )
            ) as primary_need,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'reason_episode_ceased'
                )
            ) as reason_episode_ceased,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'reason_new_episode'
                )
            ) as reason_new_episode
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
                clae_person_id_merged.surviving_person_id, staged.clae_person_id
            ) as clae_person_id,
            staged.clae_cla_episode_id as clae_cla_episode_id,
            {{ as_date("staged.clae_cla_episode_start_date") }} as clae_cla_episode_start_date,
            {{ as_code("staged.clae_cla_episode_start_reason", "codes.reason_new_episode") }}
            as clae_cla_episode_start_reason,
            {{ as_code("staged.clae_cla_primary_need_code", "codes.primary_need") }}
            as clae_cla_primary_need_code,
            {{ as_date("staged.clae_cla_episode_ceased_date") }} as clae_cla_episode_ceased_date,
            {{ as_code("staged.clae_cla_episode_ceased_reason", "codes.reason_episode_ceased") }}
            as clae_cla_episode_ceased_reason,
            staged.clae_cla_id as clae_cla_id,
            staged.clae_referral_id as clae_referral_id,
            staged.clae_cla_placement_id as clae_cla_placement_id,
            {{ as_date("staged.clae_entered_care_date") }} as clae_entered_care_date,
            {{ as_date("staged.clae_cla_last_iro_contact_date") }}
            as clae_cla_last_iro_contact_date,
            {{ as_code("staged.clae_legal_status", "codes.legal_status") }} as clae_legal_status,
            {{ as_timestamp("staged.clae_recorded_at") }} as clae_recorded_at,
            clae_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as clae_person_id_merged
            on staged.authority = clae_person_id_merged.authority
            and staged.source_system = clae_person_id_merged.source_system
            and staged.clae_person_id = clae_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.clae_person_id,
            typed.clae_cla_episode_id,
            typed.clae_cla_episode_start_date,
            typed.clae_cla_episode_start_reason,
            typed.clae_cla_primary_need_code,
            typed.clae_cla_episode_ceased_date,
            typed.clae_cla_episode_ceased_reason,
            typed.clae_cla_id,
            typed.clae_referral_id,
            typed.clae_cla_placement_id,
            typed.clae_entered_care_date,
            typed.clae_cla_last_iro_contact_date,
            typed.clae_legal_status,
            typed.clae_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clae_cla_episode_start_date",
                            "typed.given.clae_cla_episode_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_episode_start_reason",
                            "typed.given.clae_cla_episode_start_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_primary_need_code",
                            "typed.given.clae_cla_primary_need_code",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_episode_ceased_date",
                            "typed.given.clae_cla_episode_ceased_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_episode_ceased_reason",
                            "typed.given.clae_cla_episode_ceased_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_entered_care_date",
                            "typed.given.clae_entered_care_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_last_iro_contact_date",
                            "typed.given.clae_cla_last_iro_contact_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_legal_status", "typed.given.clae_legal_status", "unmapped_code"
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_recorded_at", "typed.given.clae_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clae_person_id is null
                then 'clae_person_id is empty'
                when typed.given.clae_cla_episode_id is null
                then 'clae_cla_episode_id is empty'
                when typed.given.clae_cla_episode_start_date is null
                then 'clae_cla_episode_start_date is empty'
                when typed.clae_cla_episode_start_date is null
                then
                    'clae_cla_episode_start_date is no date: '
                    || typed.given.clae_cla_episode_start_date
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
                    clae_cla_episode_id,
                    clae_person_id,
                    clae_cla_episode_start_date,
                    clae_cla_episode_start_reason,
                    clae_cla_primary_need_code,
                    clae_cla_episode_ceased_date,
                    clae_cla_episode_ceased_reason,
                    clae_cla_id,
                    clae_referral_id,
                    clae_cla_placement_id,
                    clae_entered_care_date,
                    clae_cla_last_iro_contact_date,
                    clae_legal_status,
                    clae_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clae_cla_episode_id,
                    clae_person_id
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
    clae_person_id,
    clae_cla_episode_id,
    clae_cla_episode_start_date,
    clae_cla_episode_start_reason,
    clae_cla_primary_need_code,
    clae_cla_episode_ceased_date,
    clae_cla_episode_ceased_reason,
    clae_cla_id,
    clae_referral_id,
    clae_cla_placement_id,
    clae_entered_care_date,
    clae_cla_last_iro_contact_date,
    clae_legal_status,
    clae_recorded_at,
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
