with typed as (select * from {{ ref("int_contract_typed__cla_episodes") }})

select
    authority,
    source_system,
    'cla_episodes' as source_table,
    source_file,
    source_row,
    clae_person_id,
    clae_cla_episode_id,
    clae_cla_episode_start_date,
    clae_cla_episode_start_reason,
    clae_cla_primary_need_code,
    clae_cla_episode_ceased_date,
    clae_cla_episode_ceased_reason,
    clae_cla_id,
    clae_referral_id,
    clae_cla_placement_id,
    clae_entered_care_date,
    clae_cla_last_iro_contact_date,
    clae_legal_status,
    clae_recorded_at
from typed
where row_status = 'loaded'
