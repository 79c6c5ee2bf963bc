with typed as (select * from {{ ref("int_contract_typed__cla_previous_permanence") }})

select
    authority,
    source_system,
    'cla_previous_permanence' as source_table,
    source_file,
    source_row,
    lapp_table_id,
    lapp_person_id,
    lapp_previous_permanence_order_date,
    lapp_previous_permanence_option,
    lapp_previous_permanence_la
from typed
where row_status = 'loaded'
