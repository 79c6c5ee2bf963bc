with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_reviews") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clar_cla_review_id", "id") }} as clar_cla_review_id,
    id_prefix || {{ without_sentinels("clar_person_id", "id") }} as clar_person_id,
    id_prefix || {{ without_sentinels("clar_cla_id", "id") }} as clar_cla_id,
    {{ without_sentinels("clar_cla_review_due_date", "date") }} as clar_cla_review_due_date,
    {{ without_sentinels("clar_cla_review_date", "date") }} as clar_cla_review_date,
    {{ without_sentinels("clar_cla_review_cancelled", "flag") }} as clar_cla_review_cancelled,
    {{ without_sentinels("clar_cla_review_participation", "code") }}
    as clar_cla_review_participation,
    {{ without_sentinels("clar_recorded_at", "timestamp") }} as clar_recorded_at
from landed
