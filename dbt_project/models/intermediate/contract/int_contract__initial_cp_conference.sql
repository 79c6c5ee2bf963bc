with typed as (select * from {{ ref("int_contract_typed__initial_cp_conference") }})

select
    authority,
    source_system,
    'initial_cp_conference' as source_table,
    source_file,
    source_row,
    icpc_person_id,
    icpc_icpc_id,
    icpc_icpc_meeting_id,
    icpc_s47_enquiry_id,
    icpc_cp_plan_id,
    icpc_referral_id,
    icpc_icpc_transfer_in,
    icpc_icpc_target_date,
    icpc_icpc_date,
    icpc_icpc_outcome_cp_flag,
    icpc_icpc_outcome_json,
    icpc_icpc_team,
    icpc_icpc_worker_id,
    icpc_recorded_at
from typed
where row_status = 'loaded'
