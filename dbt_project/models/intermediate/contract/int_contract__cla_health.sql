with typed as (select * from {{ ref("int_contract_typed__cla_health") }})

select
    authority,
    source_system,
    'cla_health' as source_table,
    source_file,
    source_row,
    clah_health_check_id,
    clah_person_id,
    clah_health_check_type,
    clah_health_check_date,
    clah_health_check_status
from typed
where row_status = 'loaded'
