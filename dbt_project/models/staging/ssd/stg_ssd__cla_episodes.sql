with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_episodes") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clae_person_id", "id") }} as clae_person_id,
    id_prefix || {{ without_sentinels("clae_cla_episode_id", "id") }} as clae_cla_episode_id,
    {{ without_sentinels("clae_cla_episode_start_date", "date") }} as clae_cla_episode_start_date,
    {{ without_sentinels("clae_cla_episode_start_reason", "code") }}
    as clae_cla_episode_start_reason,
    {{ without_sentinels("clae_cla_primary_need_code", "code") }} as clae_cla_primary_need_code,
    {{ without_sentinels("clae_cla_episode_ceased_date", "date") }} as clae_cla_episode_ceased_date,
    {{ without_sentinels("clae_cla_episode_ceased_reason", "code") }}
    as clae_cla_episode_ceased_reason,
    id_prefix || {{ without_sentinels("clae_cla_id", "id") }} as clae_cla_id,
    id_prefix || {{ without_sentinels("clae_referral_id", "id") }} as clae_referral_id,
    id_prefix || {{ without_sentinels("clae_cla_placement_id", "id") }} as clae_cla_placement_id,
    {{ without_sentinels("clae_entered_care_date", "date") }} as clae_entered_care_date,
    {{ without_sentinels("clae_cla_last_iro_contact_date", "date") }}
    as clae_cla_last_iro_contact_date,
    {{ without_sentinels("clae_legal_status", "code") }} as clae_legal_status,
    {{ without_sentinels("clae_recorded_at", "timestamp") }} as clae_recorded_at
from landed
