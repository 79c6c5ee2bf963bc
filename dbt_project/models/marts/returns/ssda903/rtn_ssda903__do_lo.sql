with
    children as (
        -- Collected since 2026-27.
        select *
        from {{ ref("int_ssda903__child") }}
        where is_looked_after and collection_year >= '2026-27'
    ),

    periods as (select * from {{ ref("fct_care_period") }} where not is_short_break_series),

    orders as (select * from {{ ref("int_contract__deprivation_of_liberty") }}),

    -- Orders in force on a day of the year, of children who were in care on a day of the order.
    in_force as (
        select
            children.authority,
            children.collection_year,
            children.year_end,
            children.child_id,
            children.date_of_birth,
            orders.dolo_start_date as started_on,
            orders.dolo_end_date as ended_on,
            orders.source_table,
            orders.source_row,
        from children
        inner join
            orders
            on children.authority = orders.authority
            and children.child_id = orders.dolo_person_id
            and orders.dolo_start_date <= children.year_end
            and coalesce(orders.dolo_end_date >= children.year_start, true)
        semi join
            periods
            on orders.authority = periods.authority
            and orders.dolo_person_id = periods.child_id
            and periods.started_on <= {{ end_or_open("orders.dolo_end_date") }}
            and {{ end_or_open("periods.ended_on") }} >= orders.dolo_start_date
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            strftime(started_on, '%d/%m/%Y') as "DOLO_START",
            case when ended_on <= year_end then strftime(ended_on, '%d/%m/%Y') end as "DOLO_END",
            source_table,
            source_row,
            started_on,
        from in_force
    )

select * exclude (started_on)
from final
order by collection_year, authority, "CHILD", started_on, source_row
