with
    months as (select * from {{ ref("int_period_end") }}),

    years as (select * from {{ ref("int_return_year") }}),

    children as (select * from {{ ref("dim_child") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    contacts as (select * from {{ ref("fct_care_leaver_contact") }}),

    -- The twelve months to each month's end, and the collection years, of which the running one is
    -- not over.
    windows as (
        select {{ add_months("(period_end + 1)", -12) }} as window_start, period_end as window_end
        from months
        union
        select year_start, year_end
        from years
    ),

    listed as (
        select authority, child_id, max(contact_on) as latest_contact_on
        from contacts
        group by authority, child_id
    ),

    -- Nobody is asked for where a council gives no list.
    known as (
        select authority, child_id, bool_or(is_in_care) as is_in_care
        from
            (
                select authority, child_id, false as is_in_care
                from listed
                union all
                select authority, child_id, true
                from episodes
            )
        where authority in (select authority from listed)
        group by authority, child_id
    ),

    birthdays as (
        select
            children.authority,
            children.child_id,
            children.date_of_birth,
            children.date_of_death,
            children.source_system,
            children.source_table,
            children.source_file,
            children.source_row,
            known.is_in_care,
            ages.age,
            {{ add_months("children.date_of_birth", "12 * ages.age") }} as birthday_on,
        from children
        inner join
            known on children.authority = known.authority and children.child_id = known.child_id
        cross join (select unnest(range(17, 26)) as age) as ages
    ),

    -- Care before the birthday, series of short breaks apart: the days since the 14th, and whether
    -- any lies after the 16th.
    care_before as (
        select
            birthdays.authority,
            birthdays.child_id,
            birthdays.age,
            sum(
                greatest(
                    least({{ end_or_open("episodes.ended_on") }}, birthdays.birthday_on) - greatest(
                        episodes.started_on, {{ add_months("birthdays.date_of_birth", 168) }}
                    ),
                    0
                )
            ) as days_since_14,
            bool_or(
                {{ end_or_open("episodes.ended_on") }}
                > {{ add_months("birthdays.date_of_birth", 192) }}
            ) as is_past_16,
        from birthdays
        inner join
            episodes
            on birthdays.authority = episodes.authority
            and birthdays.child_id = episodes.child_id
            and episodes.started_on < birthdays.birthday_on
            and not episodes.is_short_break_series
        group by birthdays.authority, birthdays.child_id, birthdays.age
    ),

    -- Looked after for 13 weeks since the 14th birthday and past the 16th (rule 1001). The list of
    -- care leavers says so where no care is held. Those of 22 and over only if they were in
    -- contact.
    qualified as (
        select
            windows.window_start,
            windows.window_end,
            birthdays.* exclude (date_of_death, is_in_care),
            listed.latest_contact_on,
        from birthdays
        inner join
            windows
            on birthdays.birthday_on >= windows.window_start
            and birthdays.birthday_on <= windows.window_end
        left join care_before using (authority, child_id, age)
        left join listed using (authority, child_id)
        where
            coalesce(birthdays.date_of_death >= windows.window_start, true)
            and (
                not birthdays.is_in_care
                or coalesce(care_before.days_since_14 >= 91 and care_before.is_past_16, false)
            )
            and (
                birthdays.age <= 21
                or coalesce(listed.latest_contact_on >= windows.window_start, false)
            )
    ),

    last_periods as (
        select
            qualified.authority,
            qualified.child_id,
            qualified.window_start,
            qualified.window_end,
            max_by(
                case
                    when periods.ended_on <= qualified.window_end
                    then coalesce(periods.reason_ceased_code, '')
                    else ''
                end,
                periods.started_on
            ) as reason_ceased_code,
        from qualified
        inner join
            periods
            on qualified.authority = periods.authority
            and qualified.child_id = periods.child_id
            and periods.started_on <= qualified.window_end
        group by all
    ),

    -- Who died in care, was adopted or went into the care of another authority is no care leaver
    -- (rules 1000, 1001 and 1011). Whoever was looked after on the birthday, or left care after the
    -- 17th or 18th, is not asked about in that year (rules 1007 and 1016).
    leavers as (
        select qualified.*
        from qualified
        left join last_periods using (authority, child_id, window_start, window_end)
        anti join
            episodes
            on qualified.authority = episodes.authority
            and qualified.child_id = episodes.child_id
            and episodes.started_on <= qualified.birthday_on
            and {{ end_or_open("episodes.ended_on") }} >= qualified.birthday_on
        -- Two joins and no `or`, which would be worked out row against row.
        anti join
            episodes as afterwards
            on qualified.authority = afterwards.authority
            and qualified.child_id = afterwards.child_id
            and qualified.birthday_on <= afterwards.ended_on
            and case when qualified.age <= 18 then qualified.window_end end >= afterwards.ended_on
        where coalesce(last_periods.reason_ceased_code not in ('E2', 'E3', 'E11', 'E12'), true)
    ),

    -- Of 17 to 21 year olds what was known around the birthday, from three months before to one
    -- after; of older ones at the last contact of the window. What is nearest stands in.
    final as (
        select
            leavers.authority,
            leavers.window_start,
            leavers.window_end,
            leavers.child_id,
            leavers.date_of_birth,
            leavers.age,
            leavers.birthday_on,
            contacts.care_leaver_contact_id is not null as is_listed,
            contacts.contact_on,
            contacts.in_touch_code,
            contacts.activity_code,
            contacts.accommodation_code,
            contacts.team,
            coalesce(contacts.source_system, leavers.source_system) as source_system,
            coalesce(contacts.source_table, leavers.source_table) as source_table,
            coalesce(contacts.source_file, leavers.source_file) as source_file,
            coalesce(contacts.source_row, leavers.source_row) as source_row,
        from leavers
        left join
            contacts
            on leavers.authority = contacts.authority
            and leavers.child_id = contacts.child_id
        qualify
            row_number() over (
                partition by
                    leavers.authority, leavers.child_id, leavers.window_start, leavers.window_end
                order by
                    case
                        when leavers.age > 21
                        then contacts.contact_on <= leavers.window_end
                        else
                            contacts.contact_on
                            between {{ add_months("leavers.birthday_on", -3) }}
                            and {{ add_months("leavers.birthday_on", 1) }}
                    end desc nulls last,
                    abs(
                        contacts.contact_on - case
                            when leavers.age > 21 then leavers.window_end else leavers.birthday_on
                        end
                    ) nulls last,
                    contacts.care_leaver_contact_id
            )
            = 1
    )

select *
from final
