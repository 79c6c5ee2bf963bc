with
    bank_holidays as (select * from {{ ref("ref_bank_holiday") }}),

    -- Whole years, for a year without its holidays would count them as working days.
    limits as (
        select
            make_date(min(year(holiday_on)), 1, 1) as first_day,
            make_date(max(year(holiday_on)), 12, 31) as last_day,
        from bank_holidays
    ),

    days as (
        select unnest(generate_series(first_day, last_day, interval 1 day))::date as date_day,
        from limits
    ),

    marked as (
        select
            days.date_day,
            isodow(days.date_day) <= 5 and bank_holidays.holiday_on is null as is_working_day,
            bank_holidays.name as bank_holiday_name,
        from days
        left join bank_holidays on days.date_day = bank_holidays.holiday_on
    ),

    final as (
        select
            date_day,
            is_working_day,
            bank_holiday_name,
            cast(
                count(*) filter (is_working_day) over (
                    order by date_day rows between unbounded preceding and current row
                ) as integer
            ) as working_day_number,
            {{ month_start("date_day") }} as month_start,
            {{ month_end("date_day") }} as month_end,
            {{ financial_year("date_day") }} as financial_year,
            {{ financial_quarter("date_day") }} as financial_quarter,
        from marked
    )

select *
from final
