with typed as (select * from {{ ref("int_contract_typed__population") }})

select
    authority,
    source_system,
    'population' as source_table,
    source_file,
    source_row,
    popu_year,
    popu_children_0_to_17
from typed
where row_status = 'loaded'
