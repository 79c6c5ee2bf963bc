with
    landed as (
        select distinct authority, source_system, tells_from, tells_to
        from {{ ref("int_contract_landed") }}
    ),
    given as (
        select *
        from
            (
                values
                    ('cin', 'referral__no_further_action', 1, null, false),
                    ('cin', 'referral__repeat_within_12_months', 13, null, false),
                    ('cin', 'assessment__within_45_working_days', 1, null, false),
                    ('cin', 'section_47__conference_within_15_working_days', 1, null, false),
                    ('cin', 'child_in_need__rate_per_10k', 1, null, false),
                    ('cin', 'child_protection__rate_per_10k', 1, null, false),
                    ('cin', 'child_protection__second_or_subsequent_plan', 1, null, false),
                    ('cin', 'child_protection__two_years_or_more', 1, null, false),
                    ('cin', 'child_protection__reviews_in_time', 12, null, false),
                    ('ssda903', 'looked_after__rate_per_10k', 1, null, false),
                    ('ssda903', 'looked_after__reviews_in_time', 24, null, false),
                    ('ssda903', 'looked_after__health_assessment_in_year', 1, 3, false),
                    ('ssda903', 'placement__three_or_more_in_year', 12, null, false),
                    ('ssda903', 'placement__long_term_stability', 30, null, false),
                    ('ssda903', 'care_leaver__in_touch', 1, null, false),
                    ('ssda903', 'care_leaver__in_education_employment_training', 1, null, false),
                    ('ssda903', 'care_leaver__suitable_accommodation', 1, null, false),
                    ('annex_a', 'referral__no_further_action', 1, null, false),
                    ('annex_a', 'assessment__within_45_working_days', 1, null, false),
                    ('annex_a', 'section_47__conference_within_15_working_days', 1, null, false),
                    ('annex_a', 'child_in_need__rate_per_10k', 1, null, false),
                    ('annex_a', 'child_protection__rate_per_10k', 1, null, false),
                    ('annex_a', 'child_protection__second_or_subsequent_plan', 1, null, false),
                    ('annex_a', 'child_protection__two_years_or_more', 1, null, false),
                    ('annex_a', 'looked_after__rate_per_10k', 1, null, false),
                    ('annex_a', 'looked_after__visits_in_time', 1, null, true)
            ) as stated(source_system, measure_id, from_month, in_month, is_on_last_day)
    ),
    months as (
        select
            *,
            cast(
                unnest(
                    generate_series(date_trunc('month', tells_from), tells_to, interval 1 month)
                ) as date
            ) as month_start
        from landed
    ),
    numbered as (
        select
            *,
            last_day(month_start) as month_end,
            row_number() over (partition by authority, source_system order by month_start) as nth
        from months
        where month_start >= tells_from and last_day(month_start) <= tells_to
    )

select distinct numbered.authority, given.measure_id, numbered.month_end
from numbered
inner join
    given
    on numbered.source_system = given.source_system
    and numbered.nth >= given.from_month
    and coalesce(month(numbered.month_end) = given.in_month, true)
    and (numbered.month_end = numbered.tells_to or not given.is_on_last_day)
union all
select distinct authority, null as measure_id, null as month_end
from landed
where source_system not in ('cin', 'ssda903', 'annex_a')
