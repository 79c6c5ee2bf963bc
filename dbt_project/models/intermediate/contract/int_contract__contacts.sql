{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__contacts") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'contacts' as source_table,
    typed.source_file,
    typed.source_row,
    typed.cont_person_id,
    typed.cont_contact_id,
    typed.cont_contact_date,
    typed.cont_contact_source_code,
    typed.cont_contact_source_desc,
    typed.cont_contact_outcome_json,
    {% if landed_systems | length > 1 %}
        coalesce(cont_contact_team_superseded.counting_id, typed.cont_contact_team)
    {% else %} typed.cont_contact_team
    {% endif %} as cont_contact_team,
    typed.cont_contact_decision_at,
    typed.cont_recorded_at
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as cont_contact_team_superseded
        on typed.authority = cont_contact_team_superseded.authority
        and cont_contact_team_superseded.id_of = 'department.dept_team_id'
        and typed.cont_contact_team = cont_contact_team_superseded.given_id
        and coalesce(cont_contact_team_superseded.person_id, typed.cont_person_id)
        = typed.cont_person_id
{% endif %}
where typed.row_status = 'loaded'
