with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__sdq_scores") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("csdq_table_id", "id") }} as csdq_table_id,
    id_prefix || {{ without_sentinels("csdq_person_id", "id") }} as csdq_person_id,
    {{ without_sentinels("csdq_sdq_completed_date", "date") }} as csdq_sdq_completed_date,
    {{ without_sentinels("csdq_sdq_reason", "code") }} as csdq_sdq_reason,
    {{ without_sentinels("csdq_sdq_score", "integer") }} as csdq_sdq_score
from landed
