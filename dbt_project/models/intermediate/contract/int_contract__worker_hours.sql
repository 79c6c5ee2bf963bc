{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__worker_hours") }}),
    superseded as (
        select
            authority,
            id_of,
            given_id,
            cast(null as varchar) as person_id,
            min(counting_id) as counting_id
        from {{ ref("int_superseded_id") }}
        group by all
    )

select
    typed.authority,
    typed.source_system,
    'worker_hours' as source_table,
    typed.source_file,
    typed.source_row,
    typed.wkhr_row_id,
    {% if landed_systems | length > 1 %}
        coalesce(wkhr_professional_id_superseded.counting_id, typed.wkhr_professional_id)
    {% else %} typed.wkhr_professional_id
    {% endif %} as wkhr_professional_id,
    {% if landed_systems | length > 1 %}
        coalesce(wkhr_team_id_superseded.counting_id, typed.wkhr_team_id)
    {% else %} typed.wkhr_team_id
    {% endif %} as wkhr_team_id,
    typed.wkhr_start_date,
    typed.wkhr_end_date,
    typed.wkhr_weekly_hours
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as wkhr_professional_id_superseded
        on typed.authority = wkhr_professional_id_superseded.authority
        and wkhr_professional_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.wkhr_professional_id = wkhr_professional_id_superseded.given_id
    left join
        superseded as wkhr_team_id_superseded
        on typed.authority = wkhr_team_id_superseded.authority
        and wkhr_team_id_superseded.id_of = 'department.dept_team_id'
        and typed.wkhr_team_id = wkhr_team_id_superseded.given_id
{% endif %}
where typed.row_status = 'loaded'
