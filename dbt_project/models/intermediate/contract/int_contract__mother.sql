with typed as (select * from {{ ref("int_contract_typed__mother") }})

select
    typed.authority,
    typed.source_system,
    'mother' as source_table,
    typed.source_file,
    typed.source_row,
    typed.moth_table_id,
    typed.moth_person_id,
    typed.moth_childs_person_id,
    typed.moth_childs_dob
from typed
where typed.row_status = 'loaded'
