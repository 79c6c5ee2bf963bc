with typed as (select * from {{ ref("int_contract_typed__department") }})

select
    authority,
    source_system,
    'department' as source_table,
    source_file,
    source_row,
    dept_team_id,
    dept_team_name,
    dept_team_parent_id,
    dept_team_parent_name
from typed
where row_status = 'loaded'
