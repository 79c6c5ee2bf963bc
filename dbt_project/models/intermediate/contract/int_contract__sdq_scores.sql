with typed as (select * from {{ ref("int_contract_typed__sdq_scores") }})

select
    typed.authority,
    typed.source_system,
    'sdq_scores' as source_table,
    typed.source_file,
    typed.source_row,
    typed.csdq_table_id,
    typed.csdq_person_id,
    typed.csdq_sdq_completed_date,
    typed.csdq_sdq_reason,
    typed.csdq_sdq_score
from typed
where typed.row_status = 'loaded'
