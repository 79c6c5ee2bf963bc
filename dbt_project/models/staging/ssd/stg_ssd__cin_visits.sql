with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cin_visits") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cinv_person_id", "id") }} as cinv_person_id,
    id_prefix || {{ without_sentinels("cinv_cin_visit_id", "id") }} as cinv_cin_visit_id,
    {{ without_sentinels("cinv_cin_visit_date", "date") }} as cinv_cin_visit_date,
    {{ without_sentinels("cinv_cin_visit_seen", "flag") }} as cinv_cin_visit_seen,
    {{ without_sentinels("cinv_cin_visit_seen_alone", "flag") }} as cinv_cin_visit_seen_alone,
    {{ without_sentinels("cinv_cin_visit_bedroom", "flag") }} as cinv_cin_visit_bedroom,
    id_prefix || {{ without_sentinels("cinv_cin_plan_id", "id") }} as cinv_cin_plan_id,
    {{ without_sentinels("cinv_recorded_at", "timestamp") }} as cinv_recorded_at
from landed
