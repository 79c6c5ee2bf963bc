with typed as (select * from {{ ref("int_contract_typed__s47_enquiry") }})

select
    authority,
    source_system,
    's47_enquiry' as source_table,
    source_file,
    source_row,
    s47e_person_id,
    s47e_s47_enquiry_id,
    s47e_referral_id,
    s47e_s47_start_date,
    s47e_s47_end_date,
    s47e_s47_nfa,
    s47e_s47_outcome_json,
    s47e_s47_completed_by_worker_id,
    s47e_s47_completed_by_team,
    s47e_recorded_at
from typed
where row_status = 'loaded'
