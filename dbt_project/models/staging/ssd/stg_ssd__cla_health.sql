with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_health") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clah_health_check_id", "id") }} as clah_health_check_id,
    id_prefix || {{ without_sentinels("clah_person_id", "id") }} as clah_person_id,
    {{ without_sentinels("clah_health_check_type", "text") }} as clah_health_check_type,
    {{ without_sentinels("clah_health_check_date", "date") }} as clah_health_check_date,
    {{ without_sentinels("clah_health_check_status", "text") }} as clah_health_check_status
from landed
