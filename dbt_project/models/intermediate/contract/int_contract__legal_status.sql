with typed as (select * from {{ ref("int_contract_typed__legal_status") }})

select
    typed.authority,
    typed.source_system,
    'legal_status' as source_table,
    typed.source_file,
    typed.source_row,
    typed.lega_person_id,
    typed.lega_legal_status_id,
    typed.lega_legal_status,
    typed.lega_legal_status_start_date,
    typed.lega_legal_status_end_date,
    typed.lega_recorded_at
from typed
where typed.row_status = 'loaded'
