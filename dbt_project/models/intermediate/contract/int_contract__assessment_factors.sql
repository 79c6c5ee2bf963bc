with typed as (select * from {{ ref("int_contract_typed__assessment_factors") }})

select
    authority,
    source_system,
    'assessment_factors' as source_table,
    source_file,
    source_row,
    cinf_assessment_id,
    cinf_table_id,
    cinf_assessment_factors_json
from typed
where row_status = 'loaded'
