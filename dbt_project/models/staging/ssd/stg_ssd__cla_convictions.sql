with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_convictions") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clac_cla_conviction_id", "id") }} as clac_cla_conviction_id,
    id_prefix || {{ without_sentinels("clac_person_id", "id") }} as clac_person_id,
    {{ without_sentinels("clac_cla_conviction_date", "date") }} as clac_cla_conviction_date,
    {{ without_sentinels("clac_cla_conviction_offence", "text") }} as clac_cla_conviction_offence
from landed
