with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__ward_lookup") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("ward_postcode", "text") }} as ward_postcode,
    {{ without_sentinels("ward_code", "text") }} as ward_code,
    {{ without_sentinels("ward_name", "text") }} as ward_name
from landed
