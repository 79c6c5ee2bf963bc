with
    activities as (
        select *
        from {{ ref("int_in_need__activity") }}
        where activity = 'in_need_plan' and episode_id is not null
    ),

    plans as (select * from {{ ref("fct_in_need_plan") }}),

    final as (
        select
            activities.authority,
            activities.collection_year,
            activities.child_id as "LAchildID",
            cast(activities.episode_number as varchar) as "CINdetailsID",
            strftime(plans.started_on, '%Y-%m-%d') as "CINPlanStartDate",
            case
                when plans.ended_on <= activities.year_end then strftime(plans.ended_on, '%Y-%m-%d')
            end as "CINPlanEndDate",
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
order by
    collection_year,
    authority,
    cast("CINdetailsID" as integer),
    "CINPlanStartDate",
    source_table,
    source_row
