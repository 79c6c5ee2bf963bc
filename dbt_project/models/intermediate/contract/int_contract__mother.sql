with typed as (select * from {{ ref("int_contract_typed__mother") }})

select
    authority,
    source_system,
    'mother' as source_table,
    source_file,
    source_row,
    moth_table_id,
    moth_person_id,
    moth_childs_person_id,
    moth_childs_dob
from typed
where row_status = 'loaded'
