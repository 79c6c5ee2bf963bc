with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            {{ without_sentinels('"LAchildID"', "id") }} as child_id,
            {{ without_sentinels('"UPN"', "text") }} as upn,
            {{ without_sentinels('"UPNunknown"', "text") }} as upn_unknown,
            {{ without_sentinels('"PersonBirthDate"', "date") }} as born,
            {{ without_sentinels('"ExpectedPersonBirthDate"', "date") }} as expected,
            {{ without_sentinels('"PersonDeathDate"', "date") }} as died,
            -- GenderCurrent (1, 2, 0, 9) until 2023-24, Sex since.
            coalesce(
                {{ without_sentinels('"Sex"', "text") }},
                case
                    {{ without_sentinels('"GenderCurrent"', "text") }}
                    when '0'
                    then 'U'
                    when '9'
                    then 'U'
                    else {{ without_sentinels('"GenderCurrent"', "text") }}
                end
            ) as sex
        from {{ source("raw", "cin__ChildIdentifiers") }}
        qualify {{ is_of_newest_return("child_id") }}
    ),

    characteristics as (
        select
            authority,
            source_system,
            snapshot_id,
            collection_year,
            {{ without_sentinels('"LAchildID"', "id") }} as child_id,
            any_value({{ without_sentinels('"Ethnicity"', "text") }}) as ethnicity
        from {{ source("raw", "cin__ChildCharacteristics") }}
        group by all
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as pers_person_id,
            sex as pers_sex,
            ethnicity as pers_ethnicity,
            born as pers_dob,
            upn as pers_upn,
            upn_unknown as pers_upn_unknown,
            expected as pers_expected_dob,
            died as pers_death_date
        from given
        left join
            characteristics using (authority, source_system, snapshot_id, collection_year, child_id)
    )

    {{ in_contract_shape(source("raw", "ssd__person"), "mapped") }}
