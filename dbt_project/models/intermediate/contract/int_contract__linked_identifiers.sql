with typed as (select * from {{ ref("int_contract_typed__linked_identifiers") }})

select
    typed.authority,
    typed.source_system,
    'linked_identifiers' as source_table,
    typed.source_file,
    typed.source_row,
    typed.link_table_id,
    typed.link_person_id,
    typed.link_identifier_type,
    typed.link_identifier_value,
    typed.link_valid_from_date,
    typed.link_valid_to_date
from typed
where typed.row_status = 'loaded'
