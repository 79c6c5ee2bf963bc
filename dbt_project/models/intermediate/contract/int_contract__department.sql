{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__department") }}),
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
    'department' as source_table,
    typed.source_file,
    typed.source_row,
    typed.dept_team_id,
    typed.dept_team_name,
    {% if landed_systems | length > 1 %}
        coalesce(dept_team_parent_id_superseded.counting_id, typed.dept_team_parent_id)
    {% else %} typed.dept_team_parent_id
    {% endif %} as dept_team_parent_id,
    typed.dept_team_parent_name
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as dept_team_parent_id_superseded
        on typed.authority = dept_team_parent_id_superseded.authority
        and dept_team_parent_id_superseded.id_of = 'department.dept_team_id'
        and typed.dept_team_parent_id = dept_team_parent_id_superseded.given_id
{% endif %}
where typed.row_status = 'loaded'
