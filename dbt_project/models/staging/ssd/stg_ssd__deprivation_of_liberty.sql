with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__deprivation_of_liberty") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("dolo_person_id", "id") }} as dolo_person_id,
    id_prefix || {{ without_sentinels("dolo_order_id", "id") }} as dolo_order_id,
    {{ without_sentinels("dolo_start_date", "date") }} as dolo_start_date,
    {{ without_sentinels("dolo_end_date", "date") }} as dolo_end_date,
    {{ without_sentinels("dolo_recorded_at", "timestamp") }} as dolo_recorded_at
from landed
