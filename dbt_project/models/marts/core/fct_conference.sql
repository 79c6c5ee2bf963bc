with
    conferences as (select * from {{ ref("int_contract__initial_cp_conference") }}),

    enquiries as (select * from {{ ref("int_contract__s47_enquiry") }}),

    teams as (select * from {{ ref("dim_team") }}),

    days as (select * from {{ ref("dim_date") }}),

    dated as (
        select
            authority,
            icpc_icpc_id as conference_id,
            icpc_icpc_meeting_id as meeting_id,
            icpc_s47_enquiry_id as section_47_id,
            icpc_person_id as child_id,
            icpc_referral_id as referral_id,
            icpc_cp_plan_id as plan_id,
            {{ until_as_at("icpc_icpc_date") }} as held_on,
            icpc_icpc_target_date as target_given_on,
            coalesce(icpc_icpc_transfer_in, false) as is_transfer_in,
            icpc_icpc_outcome_cp_flag as is_plan_agreed,
            icpc_icpc_team as team_id,
            icpc_icpc_worker_id as worker_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from conferences
    ),

    final as (
        select
            dated.authority,
            dated.conference_id,
            dated.meeting_id,
            dated.section_47_id,
            dated.child_id,
            dated.referral_id,
            dated.plan_id,
            dated.held_on,
            -- The guide to the CIN census sets the target 15 working days after the strategy
            -- discussion.
            coalesce(target.date_day, dated.target_given_on) as target_on,
            dated.is_transfer_in,
            dated.is_plan_agreed,
            enquiries.s47e_s47_start_date as section_47_started_on,
            {{ working_days("started", "held") }} as working_days_from_section_47,
            teams.team,
            dated.worker_id,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join
            enquiries
            on dated.authority = enquiries.authority
            and dated.child_id = enquiries.s47e_person_id
            and dated.section_47_id = enquiries.s47e_s47_enquiry_id
        left join teams on dated.authority = teams.authority and dated.team_id = teams.team_id
        left join days as started on enquiries.s47e_s47_start_date = started.date_day
        left join days as held on dated.held_on = held.date_day
        left join
            days as target
            on target.is_working_day
            and target.working_day_number = started.working_day_number + 15
    )

select *
from final
