with typed as (select * from {{ ref("int_contract_typed__disability") }})

select
    authority,
    source_system,
    'disability' as source_table,
    source_file,
    source_row,
    disa_person_id,
    disa_table_id,
    disa_disability_code
from typed
where row_status = 'loaded'
