with typed as (select * from {{ ref("int_contract_typed__cla_immunisations") }})

select
    authority,
    source_system,
    'cla_immunisations' as source_table,
    source_file,
    source_row,
    clai_person_id,
    clai_immunisations_status,
    clai_immunisations_status_date
from typed
where row_status = 'loaded'
