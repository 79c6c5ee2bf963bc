with typed as (select * from {{ ref("int_contract_typed__cla_substance_misuse") }})

select
    typed.authority,
    typed.source_system,
    'cla_substance_misuse' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clas_substance_misuse_id,
    typed.clas_person_id,
    typed.clas_substance_misuse_date,
    typed.clas_substance_misused,
    typed.clas_intervention_received,
    typed.clas_intervention_offered
from typed
where typed.row_status = 'loaded'
