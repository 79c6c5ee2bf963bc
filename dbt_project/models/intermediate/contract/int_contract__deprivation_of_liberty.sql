with typed as (select * from {{ ref("int_contract_typed__deprivation_of_liberty") }})

select
    authority,
    source_system,
    'deprivation_of_liberty' as source_table,
    source_file,
    source_row,
    dolo_person_id,
    dolo_order_id,
    dolo_start_date,
    dolo_end_date,
    dolo_recorded_at
from typed
where row_status = 'loaded'
