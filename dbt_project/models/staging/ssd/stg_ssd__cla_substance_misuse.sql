with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_substance_misuse") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix
    || {{ without_sentinels("clas_substance_misuse_id", "id") }} as clas_substance_misuse_id,
    id_prefix || {{ without_sentinels("clas_person_id", "id") }} as clas_person_id,
    {{ without_sentinels("clas_substance_misuse_date", "date") }} as clas_substance_misuse_date,
    {{ without_sentinels("clas_substance_misused", "flag") }} as clas_substance_misused,
    {{ without_sentinels("clas_intervention_received", "flag") }} as clas_intervention_received,
    {{ without_sentinels("clas_intervention_offered", "flag") }} as clas_intervention_offered
from landed
