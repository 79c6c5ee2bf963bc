with typed as (select * from {{ ref("int_contract_typed__contacts") }})

select
    authority,
    source_system,
    'contacts' as source_table,
    source_file,
    source_row,
    cont_person_id,
    cont_contact_id,
    cont_contact_date,
    cont_contact_source_code,
    cont_contact_source_desc,
    cont_contact_outcome_json,
    cont_contact_team,
    cont_contact_decision_at,
    cont_recorded_at
from typed
where row_status = 'loaded'
