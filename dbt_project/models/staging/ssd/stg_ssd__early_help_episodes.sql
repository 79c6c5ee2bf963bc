with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__early_help_episodes") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("earl_person_id", "id") }} as earl_person_id,
    id_prefix || {{ without_sentinels("earl_episode_id", "id") }} as earl_episode_id,
    {{ without_sentinels("earl_episode_start_date", "date") }} as earl_episode_start_date,
    {{ without_sentinels("earl_episode_end_date", "date") }} as earl_episode_end_date,
    {{ without_sentinels("earl_episode_reason", "text") }} as earl_episode_reason,
    {{ without_sentinels("earl_episode_end_reason", "text") }} as earl_episode_end_reason,
    {{ without_sentinels("earl_episode_organisation", "text") }} as earl_episode_organisation,
    id_prefix || {{ without_sentinels("earl_episode_worker_id", "id") }} as earl_episode_worker_id
from landed
