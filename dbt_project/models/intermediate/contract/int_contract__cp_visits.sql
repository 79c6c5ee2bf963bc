with typed as (select * from {{ ref("int_contract_typed__cp_visits") }})

select
    authority,
    source_system,
    'cp_visits' as source_table,
    source_file,
    source_row,
    cppv_person_id,
    cppv_cp_visit_id,
    cppv_cp_plan_id,
    cppv_cp_visit_date,
    cppv_cp_visit_seen,
    cppv_cp_visit_seen_alone,
    cppv_cp_visit_bedroom,
    cppv_recorded_at
from typed
where row_status = 'loaded'
