with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__worker_hours") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("wkhr_row_id", "id") }} as wkhr_row_id,
    id_prefix || {{ without_sentinels("wkhr_professional_id", "id") }} as wkhr_professional_id,
    id_prefix || {{ without_sentinels("wkhr_team_id", "id") }} as wkhr_team_id,
    {{ without_sentinels("wkhr_start_date", "date") }} as wkhr_start_date,
    {{ without_sentinels("wkhr_end_date", "date") }} as wkhr_end_date,
    {{ without_sentinels("wkhr_weekly_hours", "decimal") }} as wkhr_weekly_hours
from landed
