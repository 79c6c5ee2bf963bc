with typed as (select * from {{ ref("int_contract_typed__linked_identifiers") }})

select
    authority,
    source_system,
    'linked_identifiers' as source_table,
    source_file,
    source_row,
    link_table_id,
    link_person_id,
    link_identifier_type,
    link_identifier_value,
    link_valid_from_date,
    link_valid_to_date
from typed
where row_status = 'loaded'
