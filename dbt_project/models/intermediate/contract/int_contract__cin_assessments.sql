with typed as (select * from {{ ref("int_contract_typed__cin_assessments") }})

select
    authority,
    source_system,
    'cin_assessments' as source_table,
    source_file,
    source_row,
    cina_person_id,
    cina_assessment_id,
    cina_referral_id,
    cina_assessment_start_date,
    cina_assessment_child_seen,
    cina_assessment_auth_date,
    cina_assessment_outcome_json,
    cina_assessment_outcome_nfa,
    cina_assessment_team,
    cina_assessment_worker_id,
    cina_assessment_internal_review_date,
    cina_recorded_at
from typed
where row_status = 'loaded'
