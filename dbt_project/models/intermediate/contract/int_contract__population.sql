with typed as (select * from {{ ref("int_contract_typed__population") }})

select
    typed.authority,
    typed.source_system,
    'population' as source_table,
    typed.source_file,
    typed.source_row,
    typed.popu_year,
    typed.popu_children_0_to_17
from typed
where typed.row_status = 'loaded'
