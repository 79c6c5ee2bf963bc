with typed as (select * from {{ ref("int_contract_typed__disability") }})

select
    typed.authority,
    typed.source_system,
    'disability' as source_table,
    typed.source_file,
    typed.source_row,
    typed.disa_person_id,
    typed.disa_table_id,
    typed.disa_disability_code
from typed
where typed.row_status = 'loaded'
