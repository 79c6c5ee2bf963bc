with typed as (select * from {{ ref("int_contract_typed__cla_health") }})

select
    typed.authority,
    typed.source_system,
    'cla_health' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clah_health_check_id,
    typed.clah_person_id,
    typed.clah_health_check_type,
    typed.clah_health_check_date,
    typed.clah_health_check_status
from typed
where typed.row_status = 'loaded'
