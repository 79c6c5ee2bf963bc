with typed as (select * from {{ ref("int_contract_typed__cp_reviews") }})

select
    authority,
    source_system,
    'cp_reviews' as source_table,
    source_file,
    source_row,
    cppr_person_id,
    cppr_cp_review_id,
    cppr_cp_plan_id,
    cppr_cp_review_due,
    cppr_cp_review_date,
    cppr_cp_review_meeting_id,
    cppr_cp_review_outcome_continue_cp,
    cppr_cp_review_quorate,
    cppr_cp_review_participation,
    cppr_recorded_at
from typed
where row_status = 'loaded'
