with
    reviews as (select * from {{ ref("int_contract__cp_reviews") }}),

    plans as (select * from {{ ref("fct_protection_plan") }}),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            cppr_cp_review_id as review_id,
            cppr_person_id as child_id,
            cppr_cp_plan_id as plan_given,
            case when cppr_cp_plan_id is null then cppr_person_id end as child_to_look_up,
            cppr_cp_review_due as recorded_due_on,
            {{ until_as_at("cppr_cp_review_date") }} as held_on,
            source_system,
            source_table,
            source_file,
            source_row,
        from reviews
    ),

    -- By the plan that the review names, else by the plan of the child that was open on the day.
    placed as (
        select
            dated.* exclude (child_to_look_up),
            coalesce(named.plan_id, looked_up.plan_id) as plan_id,
            coalesce(named.started_on, looked_up.started_on) as plan_started_on,
            coalesce(
                named.conference_on, named.started_on, looked_up.conference_on, looked_up.started_on
            ) as clock_started_on,
        from dated
        left join
            plans as named
            on dated.authority = named.authority
            and dated.child_id = named.child_id
            and dated.plan_given = named.plan_id
        left join
            plans as looked_up
            on dated.authority = looked_up.authority
            and dated.child_to_look_up = looked_up.child_id
            and looked_up.started_on <= dated.held_on
            and {{ end_or_open("looked_up.ended_on") }} >= dated.held_on
        qualify
            row_number() over (
                partition by dated.authority, dated.child_id, dated.review_id
                order by looked_up.started_on desc nulls last, looked_up.plan_id
            )
            = 1
    ),

    -- A meeting on the day that the plan begins is the conference itself, whatever it was entered
    -- as.
    marked as (
        select
            *,
            coalesce(held_on > plan_started_on and held_on > clock_started_on, false) as is_review,
        from placed
    ),

    sequenced as (
        select
            *,
            lag(held_on) over (
                partition by authority, child_id, plan_id, is_review order by held_on, review_id
            ) as previous_held_on,
        from marked
    ),

    due as (
        select
            *,
            case
                when not is_review
                then recorded_due_on
                when previous_held_on is null
                then {{ add_months("clock_started_on", 3) }}
                else {{ add_months("previous_held_on", 6) }}
            end as due_on,
        from sequenced
    ),

    final as (
        select
            due.authority,
            due.review_id,
            due.plan_id,
            due.child_id,
            due.due_on,
            due.recorded_due_on,
            due.held_on,
            due.is_review,
            case when due.is_review then due.held_on <= due.due_on end as is_in_time,
            held.team,
            due.source_system,
            due.source_table,
            due.source_file,
            due.source_row,
        from due
        left join held on {{ held_on("held", "due", "coalesce(due.held_on, " ~ as_at() ~ ")") }}
    )

select *
from final
