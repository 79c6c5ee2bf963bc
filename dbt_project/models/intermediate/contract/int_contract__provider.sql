with typed as (select * from {{ ref("int_contract_typed__provider") }})

select
    typed.authority,
    typed.source_system,
    'provider' as source_table,
    typed.source_file,
    typed.source_row,
    typed.prvd_provider_id,
    typed.prvd_provider_name,
    typed.prvd_sector,
    typed.prvd_urn,
    typed.prvd_ofsted_grade,
    typed.prvd_ofsted_inspected_on
from typed
where typed.row_status = 'loaded'
