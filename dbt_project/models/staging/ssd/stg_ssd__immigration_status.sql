with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__immigration_status") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("immi_person_id", "id") }} as immi_person_id,
    id_prefix
    || {{ without_sentinels("immi_immigration_status_id", "id") }} as immi_immigration_status_id,
    {{ without_sentinels("immi_immigration_status", "text") }} as immi_immigration_status,
    {{ without_sentinels("immi_immigration_status_start_date", "date") }}
    as immi_immigration_status_start_date,
    {{ without_sentinels("immi_immigration_status_end_date", "date") }}
    as immi_immigration_status_end_date
from landed
