with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__linked_identifiers") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("link_table_id", "id") }} as link_table_id,
    id_prefix || {{ without_sentinels("link_person_id", "id") }} as link_person_id,
    {{ without_sentinels("link_identifier_type", "text") }} as link_identifier_type,
    {{ without_sentinels("link_identifier_value", "text") }} as link_identifier_value,
    {{ without_sentinels("link_valid_from_date", "date") }} as link_valid_from_date,
    {{ without_sentinels("link_valid_to_date", "date") }} as link_valid_to_date
from landed
