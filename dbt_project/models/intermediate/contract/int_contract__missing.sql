with typed as (select * from {{ ref("int_contract_typed__missing") }})

select
    typed.authority,
    typed.source_system,
    'missing' as source_table,
    typed.source_file,
    typed.source_row,
    typed.miss_person_id,
    typed.miss_table_id,
    typed.miss_missing_episode_start_date,
    typed.miss_missing_episode_type,
    typed.miss_missing_episode_end_date,
    typed.miss_missing_rhi_offered,
    typed.miss_missing_rhi_accepted,
    typed.miss_missing_rhi_offered_at,
    typed.miss_missing_rhi_held_at,
    typed.miss_recorded_at
from typed
where typed.row_status = 'loaded'
