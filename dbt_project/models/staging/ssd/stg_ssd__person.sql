with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__person") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("pers_person_id", "id") }} as pers_person_id,
    {{ without_sentinels("pers_forename", "text") }} as pers_forename,
    {{ without_sentinels("pers_surname", "text") }} as pers_surname,
    {{ without_sentinels("pers_sex", "code") }} as pers_sex,
    {{ without_sentinels("pers_gender", "text") }} as pers_gender,
    {{ without_sentinels("pers_ethnicity", "code") }} as pers_ethnicity,
    {{ without_sentinels("pers_dob", "date") }} as pers_dob,
    {{ without_sentinels("pers_legacy_id", "id") }} as pers_legacy_id,
    {{ without_sentinels("pers_upn_unknown", "code") }} as pers_upn_unknown,
    {{ without_sentinels("pers_send_flag", "flag") }} as pers_send_flag,
    {{ without_sentinels("pers_expected_dob", "date") }} as pers_expected_dob,
    {{ without_sentinels("pers_death_date", "date") }} as pers_death_date,
    {{ without_sentinels("pers_is_mother", "flag") }} as pers_is_mother,
    {{ without_sentinels("pers_nationality", "text") }} as pers_nationality,
    {{ without_sentinels("pers_single_unique_id", "id") }} as pers_single_unique_id,
    {{ without_sentinels("pers_upn", "text") }} as pers_upn,
    id_prefix || {{ without_sentinels("pers_merged_into_id", "id") }} as pers_merged_into_id
from landed
