with
    period_ends as (select * from {{ ref("int_period_end") }}),

    leavers as (select * from {{ ref("int_care__leaver") }}),

    held as (select * from {{ ref("int_child_team") }}),

    final as (
        select
            leavers.authority,
            period_ends.period_end,
            leavers.child_id,
            cast(leavers.age as integer) as age,
            leavers.birthday_on,
            leavers.is_listed,
            leavers.contact_on,
            leavers.in_touch_code,
            leavers.activity_code,
            leavers.accommodation_code,
            coalesce(leavers.in_touch_code in ('DIED', 'RHOM'), false) as is_dead_or_returned_home,
            coalesce(
                left(leavers.accommodation_code, 1) in ('G', 'H', 'R'), false
            ) as is_abroad_or_residence_unknown,
            coalesce(leavers.in_touch_code = 'YES', false) as is_in_touch,
            coalesce(
                left(leavers.activity_code, 1) in ('F', 'P'), false
            ) as is_in_education_employment_training,
            coalesce(
                right(leavers.accommodation_code, 1) = '1', false
            ) as is_accommodation_suitable,
            -- Involvements end in some systems when care does; the list still names the team.
            coalesce(held.team, leavers.team) as team,
            leavers.source_system,
            leavers.source_table,
            leavers.source_file,
            leavers.source_row,
        from leavers
        inner join
            period_ends
            on leavers.window_end = period_ends.period_end
            and leavers.window_start = {{ add_months("(period_ends.period_end + 1)", -12) }}
        left join held on {{ held_on("held", "leavers", "leavers.window_end") }}
    )

select *
from final
