{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__cla_episodes") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'cla_episodes' as source_table,
    typed.source_file,
    typed.source_row,
    typed.clae_person_id,
    typed.clae_cla_episode_id,
    typed.clae_cla_episode_start_date,
    typed.clae_cla_episode_start_reason,
    typed.clae_cla_primary_need_code,
    typed.clae_cla_episode_ceased_date,
    typed.clae_cla_episode_ceased_reason,
    {% if landed_systems | length > 1 %}
        coalesce(clae_cla_id_superseded.counting_id, typed.clae_cla_id)
    {% else %} typed.clae_cla_id
    {% endif %} as clae_cla_id,
    {% if landed_systems | length > 1 %}
        coalesce(clae_referral_id_superseded.counting_id, typed.clae_referral_id)
    {% else %} typed.clae_referral_id
    {% endif %} as clae_referral_id,
    {% if landed_systems | length > 1 %}
        coalesce(clae_cla_placement_id_superseded.counting_id, typed.clae_cla_placement_id)
    {% else %} typed.clae_cla_placement_id
    {% endif %} as clae_cla_placement_id,
    typed.clae_entered_care_date,
    typed.clae_cla_last_iro_contact_date,
    typed.clae_legal_status,
    typed.clae_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as clae_cla_id_superseded
        on typed.authority = clae_cla_id_superseded.authority
        and clae_cla_id_superseded.id_of = 'cla_episodes.clae_cla_id'
        and typed.clae_cla_id = clae_cla_id_superseded.given_id
        and coalesce(clae_cla_id_superseded.person_id, typed.clae_person_id) = typed.clae_person_id
    left join
        superseded as clae_referral_id_superseded
        on typed.authority = clae_referral_id_superseded.authority
        and clae_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.clae_referral_id = clae_referral_id_superseded.given_id
        and coalesce(clae_referral_id_superseded.person_id, typed.clae_person_id)
        = typed.clae_person_id
    left join
        superseded as clae_cla_placement_id_superseded
        on typed.authority = clae_cla_placement_id_superseded.authority
        and clae_cla_placement_id_superseded.id_of = 'cla_placement.clap_cla_placement_id'
        and typed.clae_cla_placement_id = clae_cla_placement_id_superseded.given_id
        and coalesce(clae_cla_placement_id_superseded.person_id, typed.clae_person_id)
        = typed.clae_person_id
{% endif %}
where typed.row_status = 'loaded'
