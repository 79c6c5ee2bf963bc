with typed as (select * from {{ ref("int_contract_typed__cla_convictions") }})

select
    authority,
    source_system,
    'cla_convictions' as source_table,
    source_file,
    source_row,
    clac_cla_conviction_id,
    clac_person_id,
    clac_cla_conviction_date,
    clac_cla_conviction_offence
from typed
where row_status = 'loaded'
