with
    plans as (select * from {{ ref("stg_cin__protection_plan") }} where is_told),

    conferences as (select * from {{ ref("stg_cin__conference") }}),

    -- The census does not say which conference agreed a plan: the last of the episode up to the day
    -- on which it began.
    agreed as (
        select
            plans.authority,
            plans.source_system,
            plans.snapshot_id,
            plans.child_id,
            plans.plan_id,
            max_by(conferences.conference_id, conferences.conference_on) as conference_id
        from plans
        inner join
            conferences
            on plans.authority = conferences.authority
            and plans.snapshot_id = conferences.snapshot_id
            and plans.child_id = conferences.child_id
            and plans.referral_id = conferences.referral_id
            and conferences.conference_on between plans.started_on - 15 and plans.started_on
        group by all
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cppl_person_id,
            plan_id as cppl_cp_plan_id,
            referral_id as cppl_referral_id,
            conference_id as cppl_icpc_id,
            started as cppl_cp_plan_start_date,
            ended as cppl_cp_plan_end_date,
            initial_category as cppl_cp_plan_initial_category,
            latest_category as cppl_cp_plan_latest_category,
            previous_plans as cppl_number_of_previous_plans
        from plans
        left join agreed using (authority, source_system, snapshot_id, child_id, plan_id)
        qualify {{ is_of_newest_return("child_id, plan_id") }}
    )

    {{ in_contract_shape(source("raw", "ssd__cp_plans"), "mapped") }}
