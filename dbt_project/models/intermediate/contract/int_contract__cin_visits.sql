with typed as (select * from {{ ref("int_contract_typed__cin_visits") }})

select
    authority,
    source_system,
    'cin_visits' as source_table,
    source_file,
    source_row,
    cinv_person_id,
    cinv_cin_visit_id,
    cinv_cin_visit_date,
    cinv_cin_visit_seen,
    cinv_cin_visit_seen_alone,
    cinv_cin_visit_bedroom,
    cinv_cin_plan_id,
    cinv_recorded_at
from typed
where row_status = 'loaded'
