with typed as (select * from {{ ref("int_contract_typed__cp_plans") }})

select
    authority,
    source_system,
    'cp_plans' as source_table,
    source_file,
    source_row,
    cppl_person_id,
    cppl_cp_plan_id,
    cppl_referral_id,
    cppl_icpc_id,
    cppl_cp_plan_start_date,
    cppl_cp_plan_end_date,
    cppl_cp_plan_initial_category,
    cppl_cp_plan_ola,
    cppl_cp_plan_latest_category,
    cppl_number_of_previous_plans,
    cppl_recorded_at
from typed
where row_status = 'loaded'
