with typed as (select * from {{ ref("int_contract_typed__provider") }})

select
    authority,
    source_system,
    'provider' as source_table,
    source_file,
    source_row,
    prvd_provider_id,
    prvd_provider_name,
    prvd_sector,
    prvd_urn,
    prvd_ofsted_grade,
    prvd_ofsted_inspected_on
from typed
where row_status = 'loaded'
