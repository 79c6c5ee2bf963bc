with
    years as (select * from {{ ref("int_return_year") }}),

    children as (select * from {{ ref("dim_child") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    care_leavers as (select * from {{ ref("int_contract__care_leavers") }}),

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
            -- Continuously for the twelve months: care began by 1 April, did not end before 31
            -- March, and was no series of short breaks on any day between. The rules count a child
            -- who left on 31 March itself (definition of the term, validation rules 2021-22).
            coalesce(
                bool_or(
                    periods.started_on <= in_year.year_start
                    and coalesce(periods.ended_on >= in_year.reference_date, true)
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
            years.year_start,
            years.year_end,
            children.authority,
            children.child_id,
            children.date_of_birth,
            ages.age,
            {{ add_months("children.date_of_birth", "12 * ages.age") }} as birthday_on,
        from children
        cross join years
        cross join (select unnest(range(17, 26)) as age) as ages
        where
            {{ add_months("children.date_of_birth", "12 * ages.age") }}
            between years.year_start and years.year_end
            and coalesce(children.date_of_death >= years.year_start, true)
    ),

    -- Care before the birthday, series of short breaks apart: the days since the 14th, and whether
    -- any lies after the 16th.
    care_before as (
        select
            birthdays.authority,
            birthdays.collection_year,
            birthdays.child_id,
            sum(
                greatest(
                    least({{ end_or_open("episodes.ended_on") }}, birthdays.birthday_on) - greatest(
                        episodes.started_on, {{ add_months("birthdays.date_of_birth", 168) }}
                    ),
                    0
                )
            ) filter (where not episodes.is_short_break_series) as days_since_14,
            bool_or(
                {{ end_or_open("episodes.ended_on") }}
                > {{ add_months("birthdays.date_of_birth", 192) }}
            ) filter (where not episodes.is_short_break_series) as is_past_16,
        from birthdays
        inner join
            episodes
            on birthdays.authority = episodes.authority
            and birthdays.child_id = episodes.child_id
            and episodes.started_on < birthdays.birthday_on
        group by birthdays.authority, birthdays.collection_year, birthdays.child_id
    ),

    listed as (
        select
            authority,
            clea_person_id as child_id,
            max(clea_care_leaver_latest_contact) as latest_contact_on,
        from care_leavers
        group by authority, clea_person_id
    ),

    in_care as (select distinct authority, child_id, from episodes),

    last_periods as (
        select
            birthdays.authority,
            birthdays.collection_year,
            birthdays.child_id,
            max_by(
                case
                    when periods.ended_on <= birthdays.year_end
                    then coalesce(periods.reason_ceased_code, '')
                    else ''
                end,
                periods.started_on
            ) as reason_ceased_code,
        from birthdays
        inner join
            periods
            on birthdays.authority = periods.authority
            and birthdays.child_id = periods.child_id
            and periods.started_on <= birthdays.year_end
        group by birthdays.authority, birthdays.collection_year, birthdays.child_id
    ),

    -- Care leavers with their 17th to 25th birthday in the year: looked after for 13 weeks since
    -- the 14th birthday and past the 16th (rule 1001). The list of care leavers says so where no
    -- care is held, and nobody is asked for where a council gives no list. Those of 22 and over
    -- only if they were in contact. Who died in care, was adopted or went into the care of another
    -- authority is none (rules 1000, 1001 and 1011).
    left_care as (
        select birthdays.*,
        from birthdays
        semi join listed as any_listed on birthdays.authority = any_listed.authority
        left join
            listed
            on birthdays.authority = listed.authority
            and birthdays.child_id = listed.child_id
        left join
            in_care
            on birthdays.authority = in_care.authority
            and birthdays.child_id = in_care.child_id
        left join
            care_before
            on birthdays.authority = care_before.authority
            and birthdays.collection_year = care_before.collection_year
            and birthdays.child_id = care_before.child_id
        left join
            last_periods
            on birthdays.authority = last_periods.authority
            and birthdays.collection_year = last_periods.collection_year
            and birthdays.child_id = last_periods.child_id
        where
            coalesce(last_periods.reason_ceased_code not in ('E2', 'E3', 'E11', 'E12'), true)
            and case
                when in_care.child_id is not null
                then coalesce(care_before.days_since_14 >= 91 and care_before.is_past_16, false)
                else listed.child_id is not null
            end
            and (
                birthdays.age <= 21
                or coalesce(listed.latest_contact_on >= birthdays.year_start, false)
            )
    ),

    -- Whoever was looked after on the birthday, or left care after the 17th or 18th, is not asked
    -- about in that year (rules 1007 and 1016).
    leavers as (
        select left_care.*
        from left_care
        anti join
            episodes
            on left_care.authority = episodes.authority
            and left_care.child_id = episodes.child_id
            and {{ end_or_open("episodes.ended_on") }} >= left_care.birthday_on
            and (
                episodes.started_on <= left_care.birthday_on
                or (left_care.age <= 18 and episodes.ended_on <= left_care.year_end)
            )
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
            years.reference_date,
            in_return.child_id,
            looked_after.child_id is not null as has_episode,
            coalesce(looked_after.is_looked_after, false) as is_looked_after,
            coalesce(looked_after.is_looked_after_at_end, false) as is_looked_after_at_end,
            coalesce(looked_after.is_short_break_at_end, false) as is_short_break_at_end,
            coalesce(looked_after.is_looked_after_12_months, false) as is_looked_after_12_months,
            leavers.child_id is not null as is_care_leaver,
            leavers.age as age_of_leaver,
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
