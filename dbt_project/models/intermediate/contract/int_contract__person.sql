with
    typed as (select * from {{ ref("int_contract_typed__person") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }})

select
    authority,
    source_system,
    'person' as source_table,
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
    pers_merged_into_id
from typed
where
    row_status = 'loaded'
    and not exists (
        select 1
        from crosswalk
        where
            crosswalk.authority = typed.authority
            and crosswalk.source_system = typed.source_system
            and crosswalk.person_id = typed.pers_person_id
            and not crosswalk.is_in_circle
    )
