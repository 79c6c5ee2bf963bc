with
    staged as (select * from {{ ref("stg_ssd__permanence") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'adopter_legal_status'
                )
            ) as adopter_legal_status,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'adopter_sex'
                )
            ) as adopter_sex,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'decision_reversed_reason'
                )
            ) as decision_reversed_reason
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
            staged.perm_table_id as perm_table_id,
            coalesce(
                perm_person_id_merged.surviving_person_id, staged.perm_person_id
            ) as perm_person_id,
            staged.perm_cla_id as perm_cla_id,
            {{ as_date("staged.perm_adm_decision_date") }} as perm_adm_decision_date,
            {{ as_date("staged.perm_ffa_cp_decision_date") }} as perm_ffa_cp_decision_date,
            {{ as_date("staged.perm_placement_order_date") }} as perm_placement_order_date,
            {{ as_date("staged.perm_placed_for_adoption_date") }} as perm_placed_for_adoption_date,
            {{ as_date("staged.perm_matched_date") }} as perm_matched_date,
            {{ as_flag("staged.perm_adopted_by_carer_flag") }} as perm_adopted_by_carer_flag,
            {{ as_date("staged.perm_placed_ffa_cp_date") }} as perm_placed_ffa_cp_date,
            {{ as_date("staged.perm_decision_reversed_date") }} as perm_decision_reversed_date,
            {{ as_date("staged.perm_placed_foster_carer_date") }} as perm_placed_foster_carer_date,
            {{ as_flag("staged.perm_part_of_sibling_group") }} as perm_part_of_sibling_group,
            {{ as_integer("staged.perm_siblings_placed_together") }}
            as perm_siblings_placed_together,
            {{ as_integer("staged.perm_siblings_placed_apart") }} as perm_siblings_placed_apart,
            staged.perm_placement_provider_urn as perm_placement_provider_urn,
            {{ as_code("staged.perm_decision_reversed_reason", "codes.decision_reversed_reason") }}
            as perm_decision_reversed_reason,
            {{ as_date("staged.perm_permanence_order_date") }} as perm_permanence_order_date,
            staged.perm_permanence_order_type as perm_permanence_order_type,
            staged.perm_adoption_worker_id as perm_adoption_worker_id,
            {{ as_code("staged.perm_adopter_sex", "codes.adopter_sex") }} as perm_adopter_sex,
            {{ as_code("staged.perm_adopter_legal_status", "codes.adopter_legal_status") }}
            as perm_adopter_legal_status,
            {{ as_integer("staged.perm_number_of_adopters") }} as perm_number_of_adopters,
            perm_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        cross join codes
        left join
            crosswalk as perm_person_id_merged
            on staged.authority = perm_person_id_merged.authority
            and staged.source_system = perm_person_id_merged.source_system
            and staged.perm_person_id = perm_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.perm_table_id,
            typed.perm_person_id,
            typed.perm_cla_id,
            typed.perm_adm_decision_date,
            typed.perm_ffa_cp_decision_date,
            typed.perm_placement_order_date,
            typed.perm_placed_for_adoption_date,
            typed.perm_matched_date,
            typed.perm_adopted_by_carer_flag,
            typed.perm_placed_ffa_cp_date,
            typed.perm_decision_reversed_date,
            typed.perm_placed_foster_carer_date,
            typed.perm_part_of_sibling_group,
            typed.perm_siblings_placed_together,
            typed.perm_siblings_placed_apart,
            typed.perm_placement_provider_urn,
            typed.perm_decision_reversed_reason,
            typed.perm_permanence_order_date,
            typed.perm_permanence_order_type,
            typed.perm_adoption_worker_id,
            typed.perm_adopter_sex,
            typed.perm_adopter_legal_status,
            typed.perm_number_of_adopters,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "perm_adm_decision_date",
                            "typed.given.perm_adm_decision_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_ffa_cp_decision_date",
                            "typed.given.perm_ffa_cp_decision_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placement_order_date",
                            "typed.given.perm_placement_order_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placed_for_adoption_date",
                            "typed.given.perm_placed_for_adoption_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_matched_date", "typed.given.perm_matched_date", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_adopted_by_carer_flag",
                            "typed.given.perm_adopted_by_carer_flag",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placed_ffa_cp_date",
                            "typed.given.perm_placed_ffa_cp_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_decision_reversed_date",
                            "typed.given.perm_decision_reversed_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placed_foster_carer_date",
                            "typed.given.perm_placed_foster_carer_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_part_of_sibling_group",
                            "typed.given.perm_part_of_sibling_group",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_siblings_placed_together",
                            "typed.given.perm_siblings_placed_together",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_siblings_placed_apart",
                            "typed.given.perm_siblings_placed_apart",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_decision_reversed_reason",
                            "typed.given.perm_decision_reversed_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_permanence_order_date",
                            "typed.given.perm_permanence_order_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_adopter_sex", "typed.given.perm_adopter_sex", "unmapped_code"
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_adopter_legal_status",
                            "typed.given.perm_adopter_legal_status",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_number_of_adopters",
                            "typed.given.perm_number_of_adopters",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.perm_table_id is null
                then 'perm_table_id is empty'
                when typed.given.perm_person_id is null
                then 'perm_person_id is empty'
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
                    perm_table_id,
                    perm_person_id,
                    perm_cla_id,
                    perm_adm_decision_date,
                    perm_ffa_cp_decision_date,
                    perm_placement_order_date,
                    perm_placed_for_adoption_date,
                    perm_matched_date,
                    perm_adopted_by_carer_flag,
                    perm_placed_ffa_cp_date,
                    perm_decision_reversed_date,
                    perm_placed_foster_carer_date,
                    perm_part_of_sibling_group,
                    perm_siblings_placed_together,
                    perm_siblings_placed_apart,
                    perm_placement_provider_urn,
                    perm_decision_reversed_reason,
                    perm_permanence_order_date,
                    perm_permanence_order_type,
                    perm_adoption_worker_id,
                    perm_adopter_sex,
                    perm_adopter_legal_status,
                    perm_number_of_adopters,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, perm_table_id
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
    perm_table_id,
    perm_person_id,
    perm_cla_id,
    perm_adm_decision_date,
    perm_ffa_cp_decision_date,
    perm_placement_order_date,
    perm_placed_for_adoption_date,
    perm_matched_date,
    perm_adopted_by_carer_flag,
    perm_placed_ffa_cp_date,
    perm_decision_reversed_date,
    perm_placed_foster_carer_date,
    perm_part_of_sibling_group,
    perm_siblings_placed_together,
    perm_siblings_placed_apart,
    perm_placement_provider_urn,
    perm_decision_reversed_reason,
    perm_permanence_order_date,
    perm_permanence_order_type,
    perm_adoption_worker_id,
    perm_adopter_sex,
    perm_adopter_legal_status,
    perm_number_of_adopters,
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
