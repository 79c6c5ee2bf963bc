with
    activities as (
        select *
        from {{ ref("int_in_need__activity") }}
        where activity = 'protection_plan' and episode_id is not null
    ),

    plans as (select * from {{ ref("fct_protection_plan") }}),

    final as (
        select
            activities.authority,
            activities.collection_year,
            activities.year_start,
            activities.year_end,
            activities.child_id,
            activities.la_child_id,
            activities.episode_id,
            activities.episode_number,
            plans.plan_id,
            row_number() over (
                partition by activities.authority, activities.collection_year
                order by activities.episode_number, plans.started_on, plans.plan_id
            ) as plan_number,
            plans.started_on < activities.year_start
            and coalesce(plans.ended_on >= activities.year_start, true) as is_open_at_start,
            activities.source_table,
            activities.source_row,
        from activities
        inner join
            plans
            on activities.authority = plans.authority
            and activities.child_id = plans.child_id
            and activities.activity_id = plans.plan_id
    )

select *
from final
