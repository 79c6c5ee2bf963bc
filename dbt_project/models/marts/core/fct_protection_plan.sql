with
    plans as (select * from {{ ref("int_contract__cp_plans") }}),

    conferences as (select * from {{ ref("fct_conference") }}),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            cppl_cp_plan_id as plan_id,
            cppl_person_id as child_id,
            cppl_referral_id as referral_id,
            cppl_icpc_id as conference_id,
            cppl_cp_plan_start_date as started_on,
            {{ until_as_at("cppl_cp_plan_end_date") }} as ended_on,
            cppl_cp_plan_initial_category as initial_category_code,
            cppl_cp_plan_latest_category as latest_category_code,
            cppl_number_of_previous_plans as recorded_previous_plans,
            coalesce(cppl_cp_plan_ola, false) as is_other_authority_plan,
            source_system,
            source_table,
            source_file,
            source_row,
        from plans
        where cppl_cp_plan_start_date <= {{ as_at() }}
    ),

    counted as (
        select
            *,
            count(*) over (
                partition by authority, child_id, is_other_authority_plan
                order by started_on, plan_id
                rows between unbounded preceding and 1 preceding
            ) as earlier_plans,
        from dated
    ),

    final as (
        select
            counted.authority,
            counted.plan_id,
            counted.child_id,
            counted.referral_id,
            counted.conference_id,
            conferences.held_on as conference_on,
            coalesce(conferences.is_transfer_in, false) as is_transfer_in,
            counted.started_on,
            counted.ended_on,
            counted.initial_category_code,
            counted.latest_category_code,
            -- The recorded number knows plans older than the data; the data know plans that were
            -- not counted.
            cast(
                greatest(
                    coalesce(counted.recorded_previous_plans, 0), counted.earlier_plans
                ) as integer
            ) as previous_plans,
            counted.is_other_authority_plan,
            held_at_start.team as team_at_start,
            held.team,
            held.worker_id,
            counted.source_system,
            counted.source_table,
            counted.source_file,
            counted.source_row,
        from counted
        left join
            conferences
            on counted.authority = conferences.authority
            and counted.child_id = conferences.child_id
            and counted.conference_id = conferences.conference_id
        left join
            held as held_at_start on {{ held_on("held_at_start", "counted", "counted.started_on") }}
        left join
            held on {{ held_on("held", "counted", "coalesce(counted.ended_on, " ~ as_at() ~ ")") }}
    )

select *
from final
