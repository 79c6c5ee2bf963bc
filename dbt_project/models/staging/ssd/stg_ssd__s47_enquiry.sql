with landed as (select * from {{ source("raw", "ssd__s47_enquiry") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("s47e_person_id", "id") }} as s47e_person_id,
    {{ without_sentinels("s47e_s47_enquiry_id", "id") }} as s47e_s47_enquiry_id,
    {{ without_sentinels("s47e_referral_id", "id") }} as s47e_referral_id,
    {{ without_sentinels("s47e_s47_start_date", "date") }} as s47e_s47_start_date,
    {{ without_sentinels("s47e_s47_end_date", "date") }} as s47e_s47_end_date,
    {{ without_sentinels("s47e_s47_nfa", "flag") }} as s47e_s47_nfa,
    {{ without_sentinels("s47e_s47_outcome_json", "list") }} as s47e_s47_outcome_json,
    {{ without_sentinels("s47e_s47_completed_by_worker_id", "id") }}
    as s47e_s47_completed_by_worker_id,
    {{ without_sentinels("s47e_s47_completed_by_team", "id") }} as s47e_s47_completed_by_team,
    {{ without_sentinels("s47e_recorded_at", "timestamp") }} as s47e_recorded_at
from landed
