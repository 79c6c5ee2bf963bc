with
    children as (select * from {{ ref("int_ssda903__child") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    permanence as (select * from {{ ref("int_contract__cla_previous_permanence") }}),

    started as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            children.date_of_birth,
            max_by(periods.source_table, periods.started_on) as source_table,
            max_by(periods.source_row, periods.started_on) as source_row,
        from children
        inner join
            periods
            on children.authority = periods.authority
            and children.child_id = periods.child_id
            and periods.started_on between children.year_start and children.year_end
        group by
            children.authority, children.collection_year, children.child_id, children.date_of_birth
    ),

    -- Z1, never had one, may be said only by a council that keeps the list.
    keepers as (select distinct authority, from permanence),

    answered as (
        select
            started.authority,
            started.collection_year,
            started.child_id,
            started.date_of_birth,
            case
                when permanence.authority is null
                then 'Z1'
                else coalesce(permanence.lapp_previous_permanence_option, 'P4')
            end as option_code,
            permanence.lapp_previous_permanence_la as la_code,
            permanence.lapp_previous_permanence_order_date as ordered_on,
            coalesce(permanence.source_table, started.source_table) as source_table,
            coalesce(permanence.source_row, started.source_row) as source_row,
        from started
        inner join keepers on started.authority = keepers.authority
        left join
            permanence
            on started.authority = permanence.authority
            and started.child_id = permanence.lapp_person_id
        qualify
            row_number() over (
                partition by started.authority, started.collection_year, started.child_id
                order by
                    coalesce(permanence.lapp_previous_permanence_option = 'Z1', false),
                    permanence.lapp_table_id desc nulls last
            )
            = 1
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            option_code as "PREV_PERM",
            case when option_code <> 'Z1' then la_code end as "LA_PERM",
            -- The date is text, for parts of it may be unknown: zz/05/2020. A whole one may come
            -- in the form of the dataset.
            case
                when option_code = 'Z1'
                then null
                when ordered_on is null
                then 'zz/zz/zzzz'
                else
                    coalesce(
                        strftime(try_cast(left(ordered_on, 10) as date), '%d/%m/%Y'),
                        lower(ordered_on)
                    )
            end as "DATE_PERM",
            source_table,
            source_row,
        from answered
    )

select *
from final
order by collection_year, authority, "CHILD"
