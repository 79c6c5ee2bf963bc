with typed as (select * from {{ ref("int_contract_typed__immigration_status") }})

select
    typed.authority,
    typed.source_system,
    'immigration_status' as source_table,
    typed.source_file,
    typed.source_row,
    typed.immi_person_id,
    typed.immi_immigration_status_id,
    typed.immi_immigration_status,
    typed.immi_immigration_status_start_date,
    typed.immi_immigration_status_end_date
from typed
where typed.row_status = 'loaded'
