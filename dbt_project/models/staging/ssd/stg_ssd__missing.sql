with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__missing") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("miss_person_id", "id") }} as miss_person_id,
    id_prefix || {{ without_sentinels("miss_table_id", "id") }} as miss_table_id,
    {{ without_sentinels("miss_missing_episode_start_date", "date") }}
    as miss_missing_episode_start_date,
    {{ without_sentinels("miss_missing_episode_type", "code") }} as miss_missing_episode_type,
    {{ without_sentinels("miss_missing_episode_end_date", "date") }}
    as miss_missing_episode_end_date,
    {{ without_sentinels("miss_missing_rhi_offered", "flag") }} as miss_missing_rhi_offered,
    {{ without_sentinels("miss_missing_rhi_accepted", "flag") }} as miss_missing_rhi_accepted,
    {{ without_sentinels("miss_missing_rhi_offered_at", "timestamp") }}
    as miss_missing_rhi_offered_at,
    {{ without_sentinels("miss_missing_rhi_held_at", "timestamp") }} as miss_missing_rhi_held_at,
    {{ without_sentinels("miss_recorded_at", "timestamp") }} as miss_recorded_at
from landed
