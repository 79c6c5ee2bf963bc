with
    plans as (select * from {{ ref("int_contract__cin_plans") }}),

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
            source_row,
        from plans
        where cinp_cin_plan_start_date <= {{ as_at() }}
    ),

    final as (
        select
            dated.authority,
            dated.plan_id,
            dated.child_id,
            dated.referral_id,
            dated.started_on,
            dated.ended_on,
            coalesce(teams.team, held.team) as team,
            coalesce(dated.worker_id, held.worker_id) as worker_id,
            dated.source_system,
            dated.source_table,
            dated.source_row,
        from dated
        left join teams on dated.authority = teams.authority and dated.team_id = teams.team_id
        left join
            held on {{ held_on("held", "dated", "coalesce(dated.ended_on, " ~ as_at() ~ ")") }}
    )

select *
from final
