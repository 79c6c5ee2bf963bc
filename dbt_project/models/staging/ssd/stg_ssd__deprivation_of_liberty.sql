with landed as (select * from {{ source("raw", "ssd__deprivation_of_liberty") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("dolo_person_id", "id") }} as dolo_person_id,
    {{ without_sentinels("dolo_order_id", "id") }} as dolo_order_id,
    {{ without_sentinels("dolo_start_date", "date") }} as dolo_start_date,
    {{ without_sentinels("dolo_end_date", "date") }} as dolo_end_date,
    {{ without_sentinels("dolo_recorded_at", "timestamp") }} as dolo_recorded_at
from landed
