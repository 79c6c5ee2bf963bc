with
    periods as (select * from {{ ref("dim_period") }}),

    final as (select period_start, period_end from periods where period_type = 'month')

select *
from final
