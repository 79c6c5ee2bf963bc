with typed as (select * from {{ ref("int_contract_typed__deprivation_of_liberty") }})

select
    typed.authority,
    typed.source_system,
    'deprivation_of_liberty' as source_table,
    typed.source_file,
    typed.source_row,
    typed.dolo_person_id,
    typed.dolo_order_id,
    typed.dolo_start_date,
    typed.dolo_end_date,
    typed.dolo_recorded_at
from typed
where typed.row_status = 'loaded'
