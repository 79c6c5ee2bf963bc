with typed as (select * from {{ ref("int_contract_typed__cla_reviews") }})

select
    authority,
    source_system,
    'cla_reviews' as source_table,
    source_file,
    source_row,
    clar_cla_review_id,
    clar_person_id,
    clar_cla_id,
    clar_cla_review_due_date,
    clar_cla_review_date,
    clar_cla_review_cancelled,
    clar_cla_review_participation,
    clar_recorded_at
from typed
where row_status = 'loaded'
