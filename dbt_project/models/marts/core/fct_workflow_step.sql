with
    steps as (select * from {{ ref("int_contract__workflow_step") }}),

    teams as (select * from {{ ref("dim_team") }}),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            wfst_step_id as step_id,
            wfst_person_id as child_id,
            wfst_step_type as step_type,
            wfst_due_date as due_on,
            {{ until_as_at("wfst_started_on") }} as started_on,
            {{ until_as_at("wfst_completed_on") }} as completed_on,
            wfst_worker_id as worker_id,
            wfst_team_id as team_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from steps
    ),

    final as (
        select
            dated.authority,
            dated.step_id,
            dated.child_id,
            dated.step_type,
            dated.due_on,
            dated.started_on,
            dated.completed_on,
            -- The day on which it is due belongs to those who have to do it.
            dated.completed_on is null
            and coalesce(dated.due_on < {{ as_at() }}, false) as is_overdue,
            case
                when dated.due_on is not null
                then
                    cast(
                        greatest(
                            coalesce(dated.completed_on, {{ as_at() }}) - dated.due_on, 0
                        ) as integer
                    )
            end as days_late,
            coalesce(teams.team, held.team) as team,
            dated.worker_id,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join teams on dated.authority = teams.authority and dated.team_id = teams.team_id
        left join
            held on {{ held_on("held", "dated", "coalesce(dated.completed_on, " ~ as_at() ~ ")") }}
    )

select *
from final
