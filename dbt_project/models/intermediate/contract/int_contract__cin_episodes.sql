with typed as (select * from {{ ref("int_contract_typed__cin_episodes") }})

select
    authority,
    source_system,
    'cin_episodes' as source_table,
    source_file,
    source_row,
    cine_person_id,
    cine_referral_id,
    cine_referral_date,
    cine_cin_primary_need_code,
    cine_referral_source_code,
    cine_referral_source_desc,
    cine_referral_outcome_json,
    cine_referral_nfa,
    cine_close_reason,
    cine_close_date,
    cine_referral_team,
    cine_referral_worker_id,
    cine_recorded_at
from typed
where row_status = 'loaded'
