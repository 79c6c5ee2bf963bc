{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__workflow_step") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'workflow_step' as source_table,
    typed.source_file,
    typed.source_row,
    typed.wfst_step_id,
    typed.wfst_person_id,
    typed.wfst_step_type,
    typed.wfst_due_date,
    typed.wfst_started_on,
    typed.wfst_completed_on,
    {% if landed_systems | length > 1 %}
        coalesce(wfst_worker_id_superseded.counting_id, typed.wfst_worker_id)
    {% else %} typed.wfst_worker_id
    {% endif %} as wfst_worker_id,
    {% if landed_systems | length > 1 %}
        coalesce(wfst_team_id_superseded.counting_id, typed.wfst_team_id)
    {% else %} typed.wfst_team_id
    {% endif %} as wfst_team_id
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as wfst_worker_id_superseded
        on typed.authority = wfst_worker_id_superseded.authority
        and wfst_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.wfst_worker_id = wfst_worker_id_superseded.given_id
        and coalesce(wfst_worker_id_superseded.person_id, typed.wfst_person_id)
        = typed.wfst_person_id
    left join
        superseded as wfst_team_id_superseded
        on typed.authority = wfst_team_id_superseded.authority
        and wfst_team_id_superseded.id_of = 'department.dept_team_id'
        and typed.wfst_team_id = wfst_team_id_superseded.given_id
        and coalesce(wfst_team_id_superseded.person_id, typed.wfst_person_id) = typed.wfst_person_id
{% endif %}
where typed.row_status = 'loaded'
