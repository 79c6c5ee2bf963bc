with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_visits") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clav_person_id", "id") }} as clav_person_id,
    id_prefix || {{ without_sentinels("clav_cla_visit_id", "id") }} as clav_cla_visit_id,
    id_prefix || {{ without_sentinels("clav_cla_id", "id") }} as clav_cla_id,
    {{ without_sentinels("clav_cla_visit_date", "date") }} as clav_cla_visit_date,
    {{ without_sentinels("clav_cla_visit_seen", "flag") }} as clav_cla_visit_seen,
    {{ without_sentinels("clav_cla_visit_seen_alone", "flag") }} as clav_cla_visit_seen_alone,
    {{ without_sentinels("clav_recorded_at", "timestamp") }} as clav_recorded_at
from landed
