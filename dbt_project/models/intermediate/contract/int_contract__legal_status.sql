with typed as (select * from {{ ref("int_contract_typed__legal_status") }})

select
    authority,
    source_system,
    'legal_status' as source_table,
    source_file,
    source_row,
    lega_person_id,
    lega_legal_status_id,
    lega_legal_status,
    lega_legal_status_start_date,
    lega_legal_status_end_date,
    lega_recorded_at
from typed
where row_status = 'loaded'
