-- Children in need at a year's end are the episodes that the CIN census leaves open on that day,
-- neither more nor fewer.
with
    in_need as (select * from {{ ref("fct_in_need_at_period_end") }}),

    scope as (
        select *
        from {{ ref("int_in_need__scope") }}
        where not is_no_further_action and closed_on is null
    ),

    closed_years as (
        select collection_year, year_end
        from {{ ref("int_return_year") }}
        where year_end in (select period_end from {{ ref("int_period_end") }})
    )

select closed_years.collection_year, scope.authority, scope.child_id, scope.episode_id
from scope
inner join closed_years on scope.collection_year = closed_years.collection_year
anti join
    in_need
    on closed_years.year_end = in_need.period_end
    and scope.authority = in_need.authority
    and scope.child_id = in_need.child_id
    and scope.episode_id = in_need.episode_id
union all
select closed_years.collection_year, in_need.authority, in_need.child_id, in_need.episode_id
from in_need
inner join closed_years on in_need.period_end = closed_years.year_end
anti join
    scope
    on closed_years.collection_year = scope.collection_year
    and in_need.authority = scope.authority
    and in_need.child_id = scope.child_id
    and in_need.episode_id = scope.episode_id
