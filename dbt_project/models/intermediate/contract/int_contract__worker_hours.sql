with typed as (select * from {{ ref("int_contract_typed__worker_hours") }})

select
    authority,
    source_system,
    'worker_hours' as source_table,
    source_file,
    source_row,
    wkhr_row_id,
    wkhr_professional_id,
    wkhr_team_id,
    wkhr_start_date,
    wkhr_end_date,
    wkhr_weekly_hours
from typed
where row_status = 'loaded'
