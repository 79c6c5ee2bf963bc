with
    persons as (select * from {{ ref("int_contract__person") }}),

    final as (
        select
            authority,
            pers_person_id as child_id,
            coalesce(pers_sex, 'U') as sex,
            {{ until_as_at("pers_dob") }} as date_of_birth,
            pers_expected_dob as expected_date_of_birth,
            -- The guide to the CIN census allows one of the two dates: the birth date ends being
            -- unborn.
            {{ until_as_at("pers_dob") }} is null and pers_expected_dob is not null as is_unborn,
            {{ until_as_at("pers_death_date") }} as date_of_death,
            pers_ethnicity as ethnicity_code,
            pers_upn as upn,
            pers_upn_unknown as upn_unknown_code,
            source_system,
            source_table,
            source_file,
            source_row,
        from persons
    )

select *
from final
