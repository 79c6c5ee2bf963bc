with typed as (select * from {{ ref("int_contract_typed__immigration_status") }})

select
    authority,
    source_system,
    'immigration_status' as source_table,
    source_file,
    source_row,
    immi_person_id,
    immi_immigration_status_id,
    immi_immigration_status,
    immi_immigration_status_start_date,
    immi_immigration_status_end_date
from typed
where row_status = 'loaded'
