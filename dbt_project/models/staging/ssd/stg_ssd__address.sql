with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__address") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("addr_table_id", "id") }} as addr_table_id,
    id_prefix || {{ without_sentinels("addr_person_id", "id") }} as addr_person_id,
    {{ without_sentinels("addr_address_json", "text") }} as addr_address_json,
    {{ without_sentinels("addr_address_type", "text") }} as addr_address_type,
    {{ without_sentinels("addr_address_start_date", "date") }} as addr_address_start_date,
    {{ without_sentinels("addr_address_end_date", "date") }} as addr_address_end_date,
    {{ without_sentinels("addr_address_postcode", "text") }} as addr_address_postcode
from landed
