{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__early_help_episodes") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'early_help_episodes' as source_table,
    typed.source_file,
    typed.source_row,
    typed.earl_person_id,
    typed.earl_episode_id,
    typed.earl_episode_start_date,
    typed.earl_episode_end_date,
    typed.earl_episode_reason,
    typed.earl_episode_end_reason,
    typed.earl_episode_organisation,
    {% if landed_systems | length > 1 %}
        coalesce(earl_episode_worker_id_superseded.counting_id, typed.earl_episode_worker_id)
    {% else %} typed.earl_episode_worker_id
    {% endif %} as earl_episode_worker_id
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as earl_episode_worker_id_superseded
        on typed.authority = earl_episode_worker_id_superseded.authority
        and earl_episode_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.earl_episode_worker_id = earl_episode_worker_id_superseded.given_id
        and coalesce(earl_episode_worker_id_superseded.person_id, typed.earl_person_id)
        = typed.earl_person_id
{% endif %}
where typed.row_status = 'loaded'
