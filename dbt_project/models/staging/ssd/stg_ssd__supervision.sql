with landed as (select * from {{ source("raw", "ssd__supervision") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("supv_supervision_id", "id") }} as supv_supervision_id,
    {{ without_sentinels("supv_person_id", "id") }} as supv_person_id,
    {{ without_sentinels("supv_professional_id", "id") }} as supv_professional_id,
    {{ without_sentinels("supv_held_on", "date") }} as supv_held_on
from landed
