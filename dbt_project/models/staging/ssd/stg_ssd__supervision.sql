with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__supervision") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("supv_supervision_id", "id") }} as supv_supervision_id,
    id_prefix || {{ without_sentinels("supv_person_id", "id") }} as supv_person_id,
    id_prefix || {{ without_sentinels("supv_professional_id", "id") }} as supv_professional_id,
    {{ without_sentinels("supv_held_on", "date") }} as supv_held_on
from landed
