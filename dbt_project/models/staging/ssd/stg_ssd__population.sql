with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__population") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("popu_year", "integer") }} as popu_year,
    {{ without_sentinels("popu_children_0_to_17", "integer") }} as popu_children_0_to_17
from landed
