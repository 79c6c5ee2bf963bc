with typed as (select * from {{ ref("int_contract_typed__missing") }})

select
    authority,
    source_system,
    'missing' as source_table,
    source_file,
    source_row,
    miss_person_id,
    miss_table_id,
    miss_missing_episode_start_date,
    miss_missing_episode_type,
    miss_missing_episode_end_date,
    miss_missing_rhi_offered,
    miss_missing_rhi_accepted,
    miss_missing_rhi_offered_at,
    miss_missing_rhi_held_at,
    miss_recorded_at
from typed
where row_status = 'loaded'
