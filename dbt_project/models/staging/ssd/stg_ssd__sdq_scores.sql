with landed as (select * from {{ source("raw", "ssd__sdq_scores") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("csdq_table_id", "id") }} as csdq_table_id,
    {{ without_sentinels("csdq_person_id", "id") }} as csdq_person_id,
    {{ without_sentinels("csdq_sdq_completed_date", "date") }} as csdq_sdq_completed_date,
    {{ without_sentinels("csdq_sdq_reason", "code") }} as csdq_sdq_reason,
    {{ without_sentinels("csdq_sdq_score", "integer") }} as csdq_sdq_score
from landed
