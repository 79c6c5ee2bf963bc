with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cin_assessments") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cina_person_id", "id") }} as cina_person_id,
    id_prefix || {{ without_sentinels("cina_assessment_id", "id") }} as cina_assessment_id,
    id_prefix || {{ without_sentinels("cina_referral_id", "id") }} as cina_referral_id,
    {{ without_sentinels("cina_assessment_start_date", "date") }} as cina_assessment_start_date,
    {{ without_sentinels("cina_assessment_child_seen", "flag") }} as cina_assessment_child_seen,
    {{ without_sentinels("cina_assessment_auth_date", "date") }} as cina_assessment_auth_date,
    {{ without_sentinels("cina_assessment_outcome_json", "list") }} as cina_assessment_outcome_json,
    {{ without_sentinels("cina_assessment_outcome_nfa", "flag") }} as cina_assessment_outcome_nfa,
    id_prefix || {{ without_sentinels("cina_assessment_team", "id") }} as cina_assessment_team,
    id_prefix
    || {{ without_sentinels("cina_assessment_worker_id", "id") }} as cina_assessment_worker_id,
    {{ without_sentinels("cina_assessment_internal_review_date", "date") }}
    as cina_assessment_internal_review_date,
    {{ without_sentinels("cina_recorded_at", "timestamp") }} as cina_recorded_at
from landed
