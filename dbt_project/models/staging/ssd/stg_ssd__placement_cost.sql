with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__placement_cost") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("plco_placement_cost_id", "id") }} as plco_placement_cost_id,
    id_prefix || {{ without_sentinels("plco_person_id", "id") }} as plco_person_id,
    id_prefix || {{ without_sentinels("plco_placement_id", "id") }} as plco_placement_id,
    id_prefix || {{ without_sentinels("plco_provider_id", "id") }} as plco_provider_id,
    {{ without_sentinels("plco_start_date", "date") }} as plco_start_date,
    {{ without_sentinels("plco_end_date", "date") }} as plco_end_date,
    {{ without_sentinels("plco_weekly_cost_gbp", "decimal") }} as plco_weekly_cost_gbp,
    {{ without_sentinels("plco_social_care_share_gbp", "decimal") }} as plco_social_care_share_gbp,
    {{ without_sentinels("plco_education_share_gbp", "decimal") }} as plco_education_share_gbp,
    {{ without_sentinels("plco_health_share_gbp", "decimal") }} as plco_health_share_gbp
from landed
