with landed as (select * from {{ source("raw", "ssd__department") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("dept_team_id", "id") }} as dept_team_id,
    {{ without_sentinels("dept_team_name", "text") }} as dept_team_name,
    {{ without_sentinels("dept_team_parent_id", "id") }} as dept_team_parent_id,
    {{ without_sentinels("dept_team_parent_name", "text") }} as dept_team_parent_name
from landed
