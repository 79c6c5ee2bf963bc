with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__assessment_factors") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cinf_assessment_id", "id") }} as cinf_assessment_id,
    id_prefix || {{ without_sentinels("cinf_table_id", "id") }} as cinf_table_id,
    {{ without_sentinels("cinf_assessment_factors_json", "list") }} as cinf_assessment_factors_json
from landed
