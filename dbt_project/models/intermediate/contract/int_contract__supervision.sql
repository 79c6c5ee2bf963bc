with typed as (select * from {{ ref("int_contract_typed__supervision") }})

select
    authority,
    source_system,
    'supervision' as source_table,
    source_file,
    source_row,
    supv_supervision_id,
    supv_person_id,
    supv_professional_id,
    supv_held_on
from typed
where row_status = 'loaded'
