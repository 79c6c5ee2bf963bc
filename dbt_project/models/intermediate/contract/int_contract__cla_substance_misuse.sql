with typed as (select * from {{ ref("int_contract_typed__cla_substance_misuse") }})

select
    authority,
    source_system,
    'cla_substance_misuse' as source_table,
    source_file,
    source_row,
    clas_substance_misuse_id,
    clas_person_id,
    clas_substance_misuse_date,
    clas_substance_misused,
    clas_intervention_received,
    clas_intervention_offered
from typed
where row_status = 'loaded'
