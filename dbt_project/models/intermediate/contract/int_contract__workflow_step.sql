with typed as (select * from {{ ref("int_contract_typed__workflow_step") }})

select
    authority,
    source_system,
    'workflow_step' as source_table,
    source_file,
    source_row,
    wfst_step_id,
    wfst_person_id,
    wfst_step_type,
    wfst_due_date,
    wfst_started_on,
    wfst_completed_on,
    wfst_worker_id,
    wfst_team_id
from typed
where row_status = 'loaded'
