with typed as (select * from {{ ref("int_contract_typed__ward_lookup") }})

select
    typed.authority,
    typed.source_system,
    'ward_lookup' as source_table,
    typed.source_file,
    typed.source_row,
    typed.ward_postcode,
    typed.ward_code,
    typed.ward_name
from typed
where typed.row_status = 'loaded'
