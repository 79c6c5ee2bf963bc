with
    staged as (select * from {{ ref("stg_ssd__person") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'ethnicity'
                )
            ) as ethnicity,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (where code_list = 'sex')
            ) as sex,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'upn_unknown'
                )
            ) as upn_unknown
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
            staged.pers_person_id as pers_person_id,
            staged.pers_forename as pers_forename,
            staged.pers_surname as pers_surname,
            {{ as_code("staged.pers_sex", "codes.sex") }} as pers_sex,
            staged.pers_gender as pers_gender,
            {{ as_code("staged.pers_ethnicity", "codes.ethnicity") }} as pers_ethnicity,
            {{ as_date("staged.pers_dob") }} as pers_dob,
            staged.pers_legacy_id as pers_legacy_id,
            {{ as_code("staged.pers_upn_unknown", "codes.upn_unknown") }} as pers_upn_unknown,
            {{ as_flag("staged.pers_send_flag") }} as pers_send_flag,
            {{ as_date("staged.pers_expected_dob") }} as pers_expected_dob,
            {{ as_date("staged.pers_death_date") }} as pers_death_date,
            {{ as_flag("staged.pers_is_mother") }} as pers_is_mother,
            staged.pers_nationality as pers_nationality,
            staged.pers_single_unique_id as pers_single_unique_id,
            staged.pers_upn as pers_upn,
            staged.pers_merged_into_id as pers_merged_into_id,
            false as is_from_merged_record,
            staged as given
        from staged
        cross join codes
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.pers_person_id,
            typed.pers_forename,
            typed.pers_surname,
            typed.pers_sex,
            typed.pers_gender,
            typed.pers_ethnicity,
            typed.pers_dob,
            typed.pers_legacy_id,
            typed.pers_upn_unknown,
            typed.pers_send_flag,
            typed.pers_expected_dob,
            typed.pers_death_date,
            typed.pers_is_mother,
            typed.pers_nationality,
            typed.pers_single_unique_id,
            typed.pers_upn,
            typed.pers_merged_into_id,
            typed.is_from_merged_record,
            flatten(
                [
                    {{ cell_fault("pers_sex", "typed.given.pers_sex", "unmapped_code") }},
                    {{
                        cell_fault(
                            "pers_ethnicity", "typed.given.pers_ethnicity", "unmapped_code"
                        )
                    }},
                    {{ cell_fault("pers_dob", "typed.given.pers_dob", "failed_cast") }},
                    {{
                        cell_fault(
                            "pers_upn_unknown", "typed.given.pers_upn_unknown", "unmapped_code"
                        )
                    }},
                    {{ cell_fault("pers_send_flag", "typed.given.pers_send_flag", "failed_cast") }},
                    {{
                        cell_fault(
                            "pers_expected_dob", "typed.given.pers_expected_dob", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "pers_death_date", "typed.given.pers_death_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("pers_is_mother", "typed.given.pers_is_mother", "failed_cast") }}
                ]
            ) as cell_faults,
            case
                when typed.given.pers_person_id is null then 'pers_person_id is empty'
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
                    pers_person_id,
                    pers_forename,
                    pers_surname,
                    pers_sex,
                    pers_gender,
                    pers_ethnicity,
                    pers_dob,
                    pers_legacy_id,
                    pers_upn_unknown,
                    pers_send_flag,
                    pers_expected_dob,
                    pers_death_date,
                    pers_is_mother,
                    pers_nationality,
                    pers_single_unique_id,
                    pers_upn,
                    pers_merged_into_id,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, pers_person_id
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
    pers_person_id,
    pers_forename,
    pers_surname,
    pers_sex,
    pers_gender,
    pers_ethnicity,
    pers_dob,
    pers_legacy_id,
    pers_upn_unknown,
    pers_send_flag,
    pers_expected_dob,
    pers_death_date,
    pers_is_mother,
    pers_nationality,
    pers_single_unique_id,
    pers_upn,
    pers_merged_into_id,
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
