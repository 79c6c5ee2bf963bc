with
    years as (select * from {{ ref("int_return_year") }}),

    children as (select * from {{ ref("dim_child") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    care_leavers as (select * from {{ ref("int_contract__care_leavers") }}),

    in_year as (
        select years.collection_year, years.year_start, years.year_end, episodes.*,
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
            -- Continuously for the twelve months: care began by 1 April, goes on past 31 March,
            -- and was no series of short breaks on any day between.
            coalesce(
                bool_or(
                    periods.started_on <= in_year.year_start
                    and coalesce(periods.ended_on > in_year.year_end, true)
                )
                and not bool_or(in_year.is_short_break_series),
                false
            ) as is_looked_after_12_months,
        from in_year
        inner join
            periods
            on in_year.authority = periods.authority
            and in_year.care_period_id = periods.care_period_id
        group by in_year.authority, in_year.collection_year, in_year.child_id
    ),

    birthdays as (
        select
            years.collection_year,
            children.authority,
            children.child_id,
            {{ add_months("children.date_of_birth", "12 * ages.age") }} as birthday_on,
        from children
        cross join years
        cross join (select unnest([17, 18, 19, 20, 21]) as age) as ages
        where
            {{ add_months("children.date_of_birth", "12 * ages.age") }}
            between years.year_start and years.year_end
    ),

    last_periods as (
        select
            authority,
            child_id,
            max_by(coalesce(reason_ceased_code, ''), started_on) as reason_ceased_code,
        from periods
        group by authority, child_id
    ),

    -- Care leavers with their 17th to 21st birthday in the year. Whoever was looked after up to
    -- that day or past it, died in care or went into the care of another authority is none (rules
    -- 1000, 1007, 1011 and 1016).
    left_care as (
        select distinct
            birthdays.authority,
            birthdays.collection_year,
            birthdays.child_id,
            birthdays.birthday_on,
        from birthdays
        inner join
            care_leavers
            on birthdays.authority = care_leavers.authority
            and birthdays.child_id = care_leavers.clea_person_id
        left join
            last_periods
            on birthdays.authority = last_periods.authority
            and birthdays.child_id = last_periods.child_id
        where coalesce(last_periods.reason_ceased_code not in ('E2', 'E3'), true)
    ),

    leavers as (
        select left_care.*,
        from left_care
        anti join
            episodes
            on left_care.authority = episodes.authority
            and left_care.child_id = episodes.child_id
            and episodes.started_on <= left_care.birthday_on
            and {{ end_or_open("episodes.ended_on") }} >= left_care.birthday_on
    ),

    in_return as (
        select authority, collection_year, child_id,
        from looked_after
        union
        select authority, collection_year, child_id,
        from leavers
    ),

    final as (
        select
            in_return.authority,
            in_return.collection_year,
            years.year_start,
            years.year_end,
            in_return.child_id,
            looked_after.child_id is not null as has_episode,
            coalesce(looked_after.is_looked_after, false) as is_looked_after,
            coalesce(looked_after.is_looked_after_at_end, false) as is_looked_after_at_end,
            coalesce(looked_after.is_looked_after_12_months, false) as is_looked_after_12_months,
            leavers.child_id is not null as is_care_leaver,
            leavers.birthday_on,
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
            leavers
            on in_return.authority = leavers.authority
            and in_return.collection_year = leavers.collection_year
            and in_return.child_id = leavers.child_id
    )

select *
from final
