with typed as (select * from {{ ref("int_contract_typed__cla_convictions") }})

select
    typed.authority,
    typed.source_system,
    'cla_convictions' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clac_cla_conviction_id,
    typed.clac_person_id,
    typed.clac_cla_conviction_date,
    typed.clac_cla_conviction_offence
from typed
where typed.row_status = 'loaded'
