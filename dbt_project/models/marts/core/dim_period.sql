with
    days as (select * from {{ ref("dim_date") }}),

    -- An as-at date after the last known bank holidays would give figures that stop early and say
    -- nothing.
    as_at_day as (
        select
            case
                when max(date_day) >= {{ as_at() }}
                then {{ as_at() }}
                else error('The as-at date lies outside the calendar: extend ref_bank_holiday.')
            end as as_at,
        from days
    ),

    -- Figures start with the financial year that lies `history_years` before the one of the as-at
    -- date.
    closed_months as (
        select distinct
            days.month_start, days.month_end, days.financial_year, days.financial_quarter
        from days
        cross join as_at_day
        where
            days.month_end <= as_at_day.as_at
            and days.month_start >= make_date(
                year({{ add_months("as_at_day.as_at", -3) }}) - {{ var("history_years") | int }},
                4,
                1
            )
    ),

    first_month as (select min(month_start) as month_start from closed_months),

    months as (
        select
            'month' as period_type,
            month_start as period_start,
            month_end as period_end,
            strftime(month_end, '%Y-%m') as period_name,
            1 as months_in_period,
        from closed_months
    ),

    quarters as (
        select
            'quarter' as period_type,
            {{ add_months("month_start", -2) }} as period_start,
            month_end as period_end,
            financial_quarter as period_name,
            3 as months_in_period,
        from closed_months
        where month(month_end) % 3 = 0
    ),

    -- Only those that lie wholly in the years for which figures are made.
    rolling_years as (
        select
            'rolling_12_months' as period_type,
            {{ add_months("closed_months.month_start", -11) }} as period_start,
            closed_months.month_end as period_end,
            '12 months to ' || strftime(closed_months.month_end, '%Y-%m') as period_name,
            12 as months_in_period,
        from closed_months
        cross join first_month
        where {{ add_months("closed_months.month_start", -11) }} >= first_month.month_start
    ),

    years as (
        select
            'year' as period_type,
            {{ add_months("month_start", -11) }} as period_start,
            month_end as period_end,
            financial_year as period_name,
            12 as months_in_period,
        from closed_months
        where month(month_end) = 3
    ),

    periods as (
        select *
        from months
        union all
        select *
        from quarters
        union all
        select *
        from rolling_years
        union all
        select *
        from years
    ),

    final as (
        select
            period_type,
            period_start,
            period_end,
            period_name,
            months_in_period,
            period_end <= {{ as_at() }} as is_closed,
        from periods
    )

select *
from final
order by period_type, period_end
