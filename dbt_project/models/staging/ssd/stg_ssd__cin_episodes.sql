with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cin_episodes") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cine_person_id", "id") }} as cine_person_id,
    id_prefix || {{ without_sentinels("cine_referral_id", "id") }} as cine_referral_id,
    {{ without_sentinels("cine_referral_date", "date") }} as cine_referral_date,
    {{ without_sentinels("cine_cin_primary_need_code", "code") }} as cine_cin_primary_need_code,
    {{ without_sentinels("cine_referral_source_code", "code") }} as cine_referral_source_code,
    {{ without_sentinels("cine_referral_source_desc", "text") }} as cine_referral_source_desc,
    {{ without_sentinels("cine_referral_outcome_json", "list") }} as cine_referral_outcome_json,
    {{ without_sentinels("cine_referral_nfa", "flag") }} as cine_referral_nfa,
    {{ without_sentinels("cine_close_reason", "code") }} as cine_close_reason,
    {{ without_sentinels("cine_close_date", "date") }} as cine_close_date,
    id_prefix || {{ without_sentinels("cine_referral_team", "id") }} as cine_referral_team,
    id_prefix
    || {{ without_sentinels("cine_referral_worker_id", "id") }} as cine_referral_worker_id,
    {{ without_sentinels("cine_recorded_at", "timestamp") }} as cine_recorded_at
from landed
