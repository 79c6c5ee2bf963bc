with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__department") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("dept_team_id", "id") }} as dept_team_id,
    {{ without_sentinels("dept_team_name", "text") }} as dept_team_name,
    id_prefix || {{ without_sentinels("dept_team_parent_id", "id") }} as dept_team_parent_id,
    {{ without_sentinels("dept_team_parent_name", "text") }} as dept_team_parent_name
from landed
