with typed as (select * from {{ ref("int_contract_typed__cla_immunisations") }})

select
    typed.authority,
    typed.source_system,
    'cla_immunisations' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clai_person_id,
    typed.clai_immunisations_status,
    typed.clai_immunisations_status_date
from typed
where typed.row_status = 'loaded'
