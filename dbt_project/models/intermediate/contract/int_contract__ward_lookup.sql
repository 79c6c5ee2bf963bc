with typed as (select * from {{ ref("int_contract_typed__ward_lookup") }})

select
    authority,
    source_system,
    'ward_lookup' as source_table,
    source_file,
    source_row,
    ward_postcode,
    ward_code,
    ward_name
from typed
where row_status = 'loaded'
