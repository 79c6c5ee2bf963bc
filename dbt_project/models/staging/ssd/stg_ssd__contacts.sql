with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__contacts") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cont_person_id", "id") }} as cont_person_id,
    id_prefix || {{ without_sentinels("cont_contact_id", "id") }} as cont_contact_id,
    {{ without_sentinels("cont_contact_date", "timestamp") }} as cont_contact_date,
    {{ without_sentinels("cont_contact_source_code", "code") }} as cont_contact_source_code,
    {{ without_sentinels("cont_contact_source_desc", "text") }} as cont_contact_source_desc,
    {{ without_sentinels("cont_contact_outcome_json", "list") }} as cont_contact_outcome_json,
    id_prefix || {{ without_sentinels("cont_contact_team", "id") }} as cont_contact_team,
    {{ without_sentinels("cont_contact_decision_at", "timestamp") }} as cont_contact_decision_at,
    {{ without_sentinels("cont_recorded_at", "timestamp") }} as cont_recorded_at
from landed
