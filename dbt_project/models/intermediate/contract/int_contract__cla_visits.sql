with typed as (select * from {{ ref("int_contract_typed__cla_visits") }})

select
    authority,
    source_system,
    'cla_visits' as source_table,
    source_file,
    source_row,
    clav_person_id,
    clav_cla_visit_id,
    clav_cla_id,
    clav_cla_visit_date,
    clav_cla_visit_seen,
    clav_cla_visit_seen_alone,
    clav_recorded_at
from typed
where row_status = 'loaded'
