with
    plans as (select * from {{ ref("int_contract__cin_plans") }}),

    protection_plans as (select * from {{ ref("fct_protection_plan") }}),

    care_periods as (select * from {{ ref("fct_care_period") }}),

    teams as (select * from {{ ref("dim_team") }}),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            cinp_cin_plan_id as plan_id,
            cinp_person_id as child_id,
            cinp_referral_id as referral_id,
            cinp_cin_plan_start_date as started_on,
            {{ until_as_at("cinp_cin_plan_end_date") }} as ended_on,
            cinp_cin_plan_team as team_id,
            cinp_cin_plan_worker_id as worker_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from plans
        where cinp_cin_plan_start_date <= {{ as_at() }}
    ),

    -- None while the child is protected or looked after: a plan ends at the latest when protection
    -- begins, or care other than short breaks.
    beginnings as (
        select authority, child_id, started_on as began_on,
        from protection_plans
        where not is_other_authority_plan
        union
        select authority, child_id, started_on,
        from care_periods
        where not is_short_break_series
    ),

    followed as (
        select
            dated.authority,
            dated.child_id,
            dated.plan_id,
            min(beginnings.began_on) as next_began_on,
        from dated
        inner join
            beginnings
            on dated.authority = beginnings.authority
            and dated.child_id = beginnings.child_id
            and dated.started_on < beginnings.began_on
        group by dated.authority, dated.child_id, dated.plan_id
    ),

    -- One plan at a time: a plan ends before one that begins in it and lasts at least as long. One
    -- that lies within another contradicts it, and a person must say which is right.
    replaced as (
        select
            dated.authority, dated.child_id, dated.plan_id, min(later.started_on) as next_began_on,
        from dated
        inner join
            dated as later
            on dated.authority = later.authority
            and dated.child_id = later.child_id
            and dated.started_on < later.started_on
            and {{ end_or_open("dated.ended_on") }} >= later.started_on
            and {{ end_or_open("dated.ended_on") }} <= {{ end_or_open("later.ended_on") }}
        group by dated.authority, dated.child_id, dated.plan_id
    ),

    ended as (
        select
            dated.* exclude (ended_on),
            dated.ended_on as recorded_ended_on,
            least(dated.ended_on, followed.next_began_on, replaced.next_began_on - 1) as ended_on,
        from dated
        left join
            followed
            on dated.authority = followed.authority
            and dated.child_id = followed.child_id
            and dated.plan_id = followed.plan_id
        left join
            replaced
            on dated.authority = replaced.authority
            and dated.child_id = replaced.child_id
            and dated.plan_id = replaced.plan_id
    ),

    final as (
        select
            ended.authority,
            ended.plan_id,
            ended.child_id,
            ended.referral_id,
            ended.started_on,
            ended.ended_on,
            ended.recorded_ended_on,
            coalesce(teams.team, held.team) as team,
            coalesce(ended.worker_id, held.worker_id) as worker_id,
            ended.source_system,
            ended.source_table,
            ended.source_file,
            ended.source_row,
        from ended
        left join teams on ended.authority = teams.authority and ended.team_id = teams.team_id
        left join
            held on {{ held_on("held", "ended", "coalesce(ended.ended_on, " ~ as_at() ~ ")") }}
    )

select *
from final
