with
    activities as (
        select *
        from {{ ref("int_in_need__activity") }}
        where activity = 'in_need_plan' and episode_id is not null
    ),

    plans as (select * from {{ ref("fct_in_need_plan") }}),

    scope as (select * from {{ ref("int_in_need__scope") }}),

    final as (
        select
            activities.authority,
            activities.collection_year,
            activities.la_child_id as "LAchildID",
            cast(activities.episode_number as varchar) as "CINdetailsID",
            strftime(plans.started_on, '%Y-%m-%d') as "CINPlanStartDate",
            -- Nobody helps under a plan in a case that is closed.
            strftime(
                coalesce(
                    case when plans.ended_on <= activities.year_end then plans.ended_on end,
                    case when scope.closed_on >= plans.started_on then scope.closed_on end
                ),
                '%Y-%m-%d'
            ) as "CINPlanEndDate",
            activities.source_table,
            activities.source_row,
        from activities
        inner join
            plans
            on activities.authority = plans.authority
            and activities.child_id = plans.child_id
            and activities.activity_id = plans.plan_id
        inner join
            scope
            on activities.authority = scope.authority
            and activities.collection_year = scope.collection_year
            and activities.episode_id = scope.episode_id
            and activities.child_id = scope.child_id
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
