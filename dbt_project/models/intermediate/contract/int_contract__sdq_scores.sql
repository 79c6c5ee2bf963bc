with typed as (select * from {{ ref("int_contract_typed__sdq_scores") }})

select
    authority,
    source_system,
    'sdq_scores' as source_table,
    source_file,
    source_row,
    csdq_table_id,
    csdq_person_id,
    csdq_sdq_completed_date,
    csdq_sdq_reason,
    csdq_sdq_score
from typed
where row_status = 'loaded'
