with typed as (select * from {{ ref("int_contract_typed__early_help_episodes") }})

select
    authority,
    source_system,
    'early_help_episodes' as source_table,
    source_file,
    source_row,
    earl_person_id,
    earl_episode_id,
    earl_episode_start_date,
    earl_episode_end_date,
    earl_episode_reason,
    earl_episode_end_reason,
    earl_episode_organisation,
    earl_episode_worker_id
from typed
where row_status = 'loaded'
