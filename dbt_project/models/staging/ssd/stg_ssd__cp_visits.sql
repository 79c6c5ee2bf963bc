with landed as (select * from {{ source("raw", "ssd__cp_visits") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("cppv_person_id", "id") }} as cppv_person_id,
    {{ without_sentinels("cppv_cp_visit_id", "id") }} as cppv_cp_visit_id,
    {{ without_sentinels("cppv_cp_plan_id", "id") }} as cppv_cp_plan_id,
    {{ without_sentinels("cppv_cp_visit_date", "date") }} as cppv_cp_visit_date,
    {{ without_sentinels("cppv_cp_visit_seen", "flag") }} as cppv_cp_visit_seen,
    {{ without_sentinels("cppv_cp_visit_seen_alone", "flag") }} as cppv_cp_visit_seen_alone,
    {{ without_sentinels("cppv_cp_visit_bedroom", "flag") }} as cppv_cp_visit_bedroom,
    {{ without_sentinels("cppv_recorded_at", "timestamp") }} as cppv_recorded_at
from landed
