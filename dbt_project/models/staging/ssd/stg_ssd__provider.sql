with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__provider") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("prvd_provider_id", "id") }} as prvd_provider_id,
    {{ without_sentinels("prvd_provider_name", "text") }} as prvd_provider_name,
    {{ without_sentinels("prvd_sector", "text") }} as prvd_sector,
    {{ without_sentinels("prvd_urn", "text") }} as prvd_urn,
    {{ without_sentinels("prvd_ofsted_grade", "text") }} as prvd_ofsted_grade,
    {{ without_sentinels("prvd_ofsted_inspected_on", "date") }} as prvd_ofsted_inspected_on
from landed
