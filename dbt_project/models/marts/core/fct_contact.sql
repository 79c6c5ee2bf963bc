with
    contacts as (select * from {{ ref("int_contract__contacts") }}),

    teams as (select * from {{ ref("dim_team") }}),

    days as (select * from {{ ref("dim_date") }}),

    dated as (
        select
            authority,
            cont_contact_id as contact_id,
            cont_person_id as child_id,
            cast(cont_contact_date as date) as received_on,
            {{ until_as_at("cast(cont_contact_decision_at as date)") }} as decided_on,
            cont_contact_source_code as source_code,
            cont_contact_team as team_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from contacts
        where cast(cont_contact_date as date) <= {{ as_at() }}
    ),

    final as (
        select
            dated.authority,
            dated.contact_id,
            dated.child_id,
            dated.received_on,
            dated.decided_on,
            due.date_day as decision_due_on,
            {{ working_days("received", "decided") }} as working_days_to_decision,
            dated.decided_on is null
            and coalesce(due.date_day >= {{ as_at() }}, false) as is_decision_not_yet_due,
            -- An authority whose system hands over no decision time at all would otherwise seem
            -- never to decide.
            count(dated.decided_on) over (partition by dated.authority)
            > 0 as are_decisions_recorded,
            dated.source_code,
            teams.team,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join teams on dated.authority = teams.authority and dated.team_id = teams.team_id
        left join days as received on dated.received_on = received.date_day
        left join days as decided on dated.decided_on = decided.date_day
        left join
            days as due
            on due.is_working_day
            and due.working_day_number = received.working_day_number + 1
    )

select *
from final
