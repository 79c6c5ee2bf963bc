with
    -- Asked of children who are looked after at the year end: of them every worker of the year,
    -- of days too on which they were not looked after (rules SW12STG2 and SW17STG2).
    children as (
        select *
        from {{ ref("int_ssda903__child") }}
        where is_looked_after_at_end and not is_short_break_at_end
    ),

    allocations as (select * from {{ ref("fct_worker_allocation") }} where is_social_worker),

    -- A child has one social worker at a time: a hand-over that overlaps ends where the next
    -- worker begins.
    chained as (
        select
            * exclude (ended_on),
            least(
                ended_on,
                lead(started_on) over (
                    partition by authority, child_id order by started_on, allocation_id
                )
            ) as ended_on,
        from allocations
    ),

    final as (
        select
            children.authority,
            children.collection_year,
            children.child_id as "CHILD",
            strftime(children.date_of_birth, '%d/%m/%Y') as "DOB",
            chained.registration_number as "SW_ID",
            strftime(chained.started_on, '%d/%m/%Y') as "SW_DECOM",
            case
                when chained.ended_on <= children.year_end
                then strftime(chained.ended_on, '%d/%m/%Y')
            end as "SW_DEC",
            chained.change_reason_code as "SW_REASON",
            chained.source_table,
            chained.source_row,
            chained.started_on,
        from children
        inner join
            chained
            on children.authority = chained.authority
            and children.child_id = chained.child_id
            and chained.started_on <= children.year_end
            and coalesce(chained.ended_on >= children.year_start, true)
            and coalesce(chained.ended_on > chained.started_on, true)
        -- Collected since 2023-24.
        where children.collection_year >= '2023-24'
    )

select * exclude (started_on)
from final
order by collection_year, authority, "CHILD", started_on, source_row
