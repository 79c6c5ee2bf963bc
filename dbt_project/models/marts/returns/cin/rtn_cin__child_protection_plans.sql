with
    numbered as (select * from {{ ref("int_in_need__protection_plan") }}),

    plans as (select * from {{ ref("fct_protection_plan") }}),

    final as (
        select
            numbered.authority,
            numbered.collection_year,
            numbered.la_child_id as "LAchildID",
            cast(numbered.episode_number as varchar) as "CINdetailsID",
            cast(numbered.plan_number as varchar) as "CPPID",
            strftime(plans.started_on, '%Y-%m-%d') as "CPPstartDate",
            case
                when plans.ended_on <= numbered.year_end then strftime(plans.ended_on, '%Y-%m-%d')
            end as "CPPendDate",
            plans.initial_category_code as "InitialCategoryOfAbuse",
            coalesce(
                plans.latest_category_code, plans.initial_category_code
            ) as "LatestCategoryOfAbuse",
            cast(plans.previous_plans as varchar) as "NumberOfPreviousCPP",
            numbered.source_table,
            numbered.source_row,
        from numbered
        inner join
            plans
            on numbered.authority = plans.authority
            and numbered.child_id = plans.child_id
            and numbered.plan_id = plans.plan_id
    )

select *
from final
order by collection_year, authority, cast("CPPID" as integer)
