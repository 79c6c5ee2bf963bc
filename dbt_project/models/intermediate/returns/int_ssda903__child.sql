with
    years as (select * from {{ ref("int_return_year") }}),

    children as (select * from {{ ref("dim_child") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    continuous as (select * from {{ ref("int_care__continuous") }}),

    leavers as (select * from {{ ref("int_care__leaver") }}),

    in_year as (
        select years.*, episodes.*,
        from episodes
        inner join
            years
            on episodes.started_on <= years.year_end
            and coalesce(episodes.ended_on >= years.year_start, true)
    ),

    looked_after as (
        select
            in_year.authority,
            in_year.collection_year,
            in_year.child_id,
            bool_or(not in_year.is_short_break_series) as is_looked_after,
            bool_or(coalesce(in_year.ended_on > in_year.year_end, true)) as is_looked_after_at_end,
            bool_or(
                coalesce(in_year.ended_on > in_year.year_end, true)
                and in_year.is_short_break_series
            ) as is_short_break_at_end,
            coalesce(
                bool_or(
                    continuous.first_day <= in_year.year_start
                    and {{ end_or_open("continuous.last_day") }} >= in_year.reference_date
                ),
                false
            ) as is_looked_after_12_months,
        from in_year
        left join
            continuous
            on in_year.authority = continuous.authority
            and in_year.child_id = continuous.child_id
            and in_year.care_period_id = continuous.care_period_id
        group by in_year.authority, in_year.collection_year, in_year.child_id
    ),

    -- The twelve months of a collection year, or what there is of the running one.
    left_care as (
        select years.collection_year, leavers.*,
        from leavers
        inner join
            years on leavers.window_start = years.year_start and leavers.window_end = years.year_end
    ),

    in_return as (
        select authority, collection_year, child_id,
        from looked_after
        union
        select authority, collection_year, child_id,
        from left_care
    ),

    final as (
        select
            in_return.authority,
            in_return.collection_year,
            years.year_start,
            years.year_end,
            years.reference_date,
            in_return.child_id,
            looked_after.child_id is not null as has_episode,
            coalesce(looked_after.is_looked_after, false) as is_looked_after,
            coalesce(looked_after.is_looked_after_at_end, false) as is_looked_after_at_end,
            coalesce(looked_after.is_short_break_at_end, false) as is_short_break_at_end,
            coalesce(looked_after.is_looked_after_12_months, false) as is_looked_after_12_months,
            left_care.child_id is not null as is_care_leaver,
            left_care.age as age_of_leaver,
            left_care.birthday_on,
            children.date_of_birth,
            children.sex,
            -- The codes of the year: M, F, U since 2024-25, 1 and 2 before.
            case
                when in_return.collection_year >= '2024-25'
                then children.sex
                when children.sex = 'M'
                then '1'
                when children.sex = 'F'
                then '2'
            end as sex_code,
            children.ethnicity_code,
            coalesce(children.upn, children.upn_unknown_code) as upn,
            children.source_table,
            children.source_row,
        from in_return
        inner join years on in_return.collection_year = years.collection_year
        inner join
            children
            on in_return.authority = children.authority
            and in_return.child_id = children.child_id
        left join
            looked_after
            on in_return.authority = looked_after.authority
            and in_return.collection_year = looked_after.collection_year
            and in_return.child_id = looked_after.child_id
        left join
            left_care
            on in_return.authority = left_care.authority
            and in_return.collection_year = left_care.collection_year
            and in_return.child_id = left_care.child_id
    )

select *
from final
