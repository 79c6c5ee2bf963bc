with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cp_visits") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cppv_person_id", "id") }} as cppv_person_id,
    id_prefix || {{ without_sentinels("cppv_cp_visit_id", "id") }} as cppv_cp_visit_id,
    id_prefix || {{ without_sentinels("cppv_cp_plan_id", "id") }} as cppv_cp_plan_id,
    {{ without_sentinels("cppv_cp_visit_date", "date") }} as cppv_cp_visit_date,
    {{ without_sentinels("cppv_cp_visit_seen", "flag") }} as cppv_cp_visit_seen,
    {{ without_sentinels("cppv_cp_visit_seen_alone", "flag") }} as cppv_cp_visit_seen_alone,
    {{ without_sentinels("cppv_cp_visit_bedroom", "flag") }} as cppv_cp_visit_bedroom,
    {{ without_sentinels("cppv_recorded_at", "timestamp") }} as cppv_recorded_at
from landed
