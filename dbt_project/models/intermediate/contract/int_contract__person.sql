with
    typed as (select * from {{ ref("int_contract_typed__person") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }})

select
    typed.authority,
    typed.source_system,
    'person' as source_table,
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
    typed.pers_merged_into_id
from typed
where
    typed.row_status = 'loaded'
    and not exists (
        select 1
        from crosswalk
        where
            crosswalk.authority = typed.authority
            and crosswalk.person_id = typed.pers_person_id
            and crosswalk.surviving_person_id <> crosswalk.person_id
    )
