{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__involvements") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'involvements' as source_table,
    typed.source_file,
    typed.source_row,
    typed.invo_person_id,
    typed.invo_involvements_id,
    {% if landed_systems | length > 1 %}
        coalesce(invo_professional_id_superseded.counting_id, typed.invo_professional_id)
    {% else %} typed.invo_professional_id
    {% endif %} as invo_professional_id,
    typed.invo_professional_role_id,
    {% if landed_systems | length > 1 %}
        coalesce(invo_professional_team_superseded.counting_id, typed.invo_professional_team)
    {% else %} typed.invo_professional_team
    {% endif %} as invo_professional_team,
    typed.invo_involvement_start_date,
    typed.invo_involvement_end_date,
    typed.invo_worker_change_reason,
    {% if landed_systems | length > 1 %}
        coalesce(invo_referral_id_superseded.counting_id, typed.invo_referral_id)
    {% else %} typed.invo_referral_id
    {% endif %} as invo_referral_id,
    typed.invo_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as invo_professional_id_superseded
        on typed.authority = invo_professional_id_superseded.authority
        and invo_professional_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.invo_professional_id = invo_professional_id_superseded.given_id
        and coalesce(invo_professional_id_superseded.person_id, typed.invo_person_id)
        = typed.invo_person_id
    left join
        superseded as invo_professional_team_superseded
        on typed.authority = invo_professional_team_superseded.authority
        and invo_professional_team_superseded.id_of = 'department.dept_team_id'
        and typed.invo_professional_team = invo_professional_team_superseded.given_id
        and coalesce(invo_professional_team_superseded.person_id, typed.invo_person_id)
        = typed.invo_person_id
    left join
        superseded as invo_referral_id_superseded
        on typed.authority = invo_referral_id_superseded.authority
        and invo_referral_id_superseded.id_of = 'cin_episodes.cine_referral_id'
        and typed.invo_referral_id = invo_referral_id_superseded.given_id
        and coalesce(invo_referral_id_superseded.person_id, typed.invo_person_id)
        = typed.invo_person_id
{% endif %}
where typed.row_status = 'loaded'
