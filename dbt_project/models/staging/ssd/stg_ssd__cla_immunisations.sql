with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_immunisations") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clai_person_id", "id") }} as clai_person_id,
    {{ without_sentinels("clai_immunisations_status", "flag") }} as clai_immunisations_status,
    {{ without_sentinels("clai_immunisations_status_date", "date") }}
    as clai_immunisations_status_date
from landed
