with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_placement") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clap_person_id", "id") }} as clap_person_id,
    id_prefix || {{ without_sentinels("clap_cla_placement_id", "id") }} as clap_cla_placement_id,
    {{ without_sentinels("clap_cla_placement_start_date", "date") }}
    as clap_cla_placement_start_date,
    {{ without_sentinels("clap_cla_placement_type", "code") }} as clap_cla_placement_type,
    {{ without_sentinels("clap_cla_placement_urn", "text") }} as clap_cla_placement_urn,
    {{ without_sentinels("clap_cla_placement_distance", "decimal") }}
    as clap_cla_placement_distance,
    id_prefix || {{ without_sentinels("clap_cla_id", "id") }} as clap_cla_id,
    {{ without_sentinels("clap_cla_placement_provider", "code") }} as clap_cla_placement_provider,
    {{ without_sentinels("clap_cla_placement_postcode", "text") }} as clap_cla_placement_postcode,
    {{ without_sentinels("clap_cla_placement_end_date", "date") }} as clap_cla_placement_end_date,
    {{ without_sentinels("clap_cla_placement_change_reason", "code") }}
    as clap_cla_placement_change_reason,
    id_prefix
    || {{ without_sentinels("clap_cla_placement_carer_id", "id") }} as clap_cla_placement_carer_id,
    {{ without_sentinels("clap_cla_placement_la", "text") }} as clap_cla_placement_la,
    {{ without_sentinels("clap_recorded_at", "timestamp") }} as clap_recorded_at
from landed
