with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__s47_enquiry") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("s47e_person_id", "id") }} as s47e_person_id,
    id_prefix || {{ without_sentinels("s47e_s47_enquiry_id", "id") }} as s47e_s47_enquiry_id,
    id_prefix || {{ without_sentinels("s47e_referral_id", "id") }} as s47e_referral_id,
    {{ without_sentinels("s47e_s47_start_date", "date") }} as s47e_s47_start_date,
    {{ without_sentinels("s47e_s47_end_date", "date") }} as s47e_s47_end_date,
    {{ without_sentinels("s47e_s47_nfa", "flag") }} as s47e_s47_nfa,
    {{ without_sentinels("s47e_s47_outcome_json", "list") }} as s47e_s47_outcome_json,
    id_prefix
    || {{ without_sentinels("s47e_s47_completed_by_worker_id", "id") }}
    as s47e_s47_completed_by_worker_id,
    id_prefix
    || {{ without_sentinels("s47e_s47_completed_by_team", "id") }} as s47e_s47_completed_by_team,
    {{ without_sentinels("s47e_recorded_at", "timestamp") }} as s47e_recorded_at
from landed
