with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__disability") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("disa_person_id", "id") }} as disa_person_id,
    id_prefix || {{ without_sentinels("disa_table_id", "id") }} as disa_table_id,
    {{ without_sentinels("disa_disability_code", "code") }} as disa_disability_code
from landed
