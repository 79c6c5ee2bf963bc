with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cp_reviews") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cppr_person_id", "id") }} as cppr_person_id,
    id_prefix || {{ without_sentinels("cppr_cp_review_id", "id") }} as cppr_cp_review_id,
    id_prefix || {{ without_sentinels("cppr_cp_plan_id", "id") }} as cppr_cp_plan_id,
    {{ without_sentinels("cppr_cp_review_due", "date") }} as cppr_cp_review_due,
    {{ without_sentinels("cppr_cp_review_date", "date") }} as cppr_cp_review_date,
    id_prefix
    || {{ without_sentinels("cppr_cp_review_meeting_id", "id") }} as cppr_cp_review_meeting_id,
    {{ without_sentinels("cppr_cp_review_outcome_continue_cp", "flag") }}
    as cppr_cp_review_outcome_continue_cp,
    {{ without_sentinels("cppr_cp_review_quorate", "flag") }} as cppr_cp_review_quorate,
    {{ without_sentinels("cppr_cp_review_participation", "text") }} as cppr_cp_review_participation,
    {{ without_sentinels("cppr_recorded_at", "timestamp") }} as cppr_recorded_at
from landed
