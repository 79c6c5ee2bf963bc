with typed as (select * from {{ ref("int_contract_typed__address") }})

select
    authority,
    source_system,
    'address' as source_table,
    source_file,
    source_row,
    addr_table_id,
    addr_person_id,
    addr_address_json,
    addr_address_type,
    addr_address_start_date,
    addr_address_end_date,
    addr_address_postcode
from typed
where row_status = 'loaded'
