with typed as (select * from {{ ref("int_contract_typed__address") }})

select
    typed.authority,
    typed.source_system,
    'address' as source_table,
    typed.source_file,
    typed.source_row,
    typed.addr_table_id,
    typed.addr_person_id,
    typed.addr_address_json,
    typed.addr_address_type,
    typed.addr_address_start_date,
    typed.addr_address_end_date,
    typed.addr_address_postcode
from typed
where typed.row_status = 'loaded'
