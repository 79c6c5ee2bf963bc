with typed as (select * from {{ ref("int_contract_typed__cin_plans") }})

select
    authority,
    source_system,
    'cin_plans' as source_table,
    source_file,
    source_row,
    cinp_person_id,
    cinp_cin_plan_id,
    cinp_referral_id,
    cinp_cin_plan_start_date,
    cinp_cin_plan_end_date,
    cinp_cin_plan_team,
    cinp_cin_plan_worker_id,
    cinp_recorded_at
from typed
where row_status = 'loaded'
