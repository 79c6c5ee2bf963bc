with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__legal_status") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("lega_person_id", "id") }} as lega_person_id,
    id_prefix || {{ without_sentinels("lega_legal_status_id", "id") }} as lega_legal_status_id,
    {{ without_sentinels("lega_legal_status", "code") }} as lega_legal_status,
    {{ without_sentinels("lega_legal_status_start_date", "date") }} as lega_legal_status_start_date,
    {{ without_sentinels("lega_legal_status_end_date", "date") }} as lega_legal_status_end_date,
    {{ without_sentinels("lega_recorded_at", "timestamp") }} as lega_recorded_at
from landed
