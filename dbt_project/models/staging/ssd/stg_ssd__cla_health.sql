with landed as (select * from {{ source("raw", "ssd__cla_health") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("clah_health_check_id", "id") }} as clah_health_check_id,
    {{ without_sentinels("clah_person_id", "id") }} as clah_person_id,
    {{ without_sentinels("clah_health_check_type", "text") }} as clah_health_check_type,
    {{ without_sentinels("clah_health_check_date", "date") }} as clah_health_check_date,
    {{ without_sentinels("clah_health_check_status", "text") }} as clah_health_check_status
from landed
