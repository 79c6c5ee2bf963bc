with landed as (select * from {{ source("raw", "ssd__cp_reviews") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("cppr_person_id", "id") }} as cppr_person_id,
    {{ without_sentinels("cppr_cp_review_id", "id") }} as cppr_cp_review_id,
    {{ without_sentinels("cppr_cp_plan_id", "id") }} as cppr_cp_plan_id,
    {{ without_sentinels("cppr_cp_review_due", "date") }} as cppr_cp_review_due,
    {{ without_sentinels("cppr_cp_review_date", "date") }} as cppr_cp_review_date,
    {{ without_sentinels("cppr_cp_review_meeting_id", "id") }} as cppr_cp_review_meeting_id,
    {{ without_sentinels("cppr_cp_review_outcome_continue_cp", "flag") }}
    as cppr_cp_review_outcome_continue_cp,
    {{ without_sentinels("cppr_cp_review_quorate", "flag") }} as cppr_cp_review_quorate,
    {{ without_sentinels("cppr_cp_review_participation", "text") }} as cppr_cp_review_participation,
    {{ without_sentinels("cppr_recorded_at", "timestamp") }} as cppr_recorded_at
from landed
