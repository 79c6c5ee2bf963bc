with
    periods as (select * from {{ ref("dim_period") }}),

    months as (select * from {{ ref("int_period_end") }}),

    final as (
        select
            periods.period_type,
            periods.period_start,
            periods.period_end,
            months.period_end as month_end,
            months.period_end = periods.period_end as is_last_month,
        from periods
        inner join
            months
            on months.period_end >= periods.period_start
            and months.period_end <= periods.period_end
    )

select *
from final
