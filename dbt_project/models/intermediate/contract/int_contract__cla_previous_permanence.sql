with typed as (select * from {{ ref("int_contract_typed__cla_previous_permanence") }})

select
    typed.authority,
    typed.source_system,
    'cla_previous_permanence' as source_table,
    typed.source_file,
    typed.source_row,
    typed.lapp_table_id,
    typed.lapp_person_id,
    typed.lapp_previous_permanence_order_date,
    typed.lapp_previous_permanence_option,
    typed.lapp_previous_permanence_la
from typed
where typed.row_status = 'loaded'
