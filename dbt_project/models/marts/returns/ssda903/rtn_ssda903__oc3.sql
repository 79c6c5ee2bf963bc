with
    children as (select * from {{ ref("int_ssda903__child") }} where is_care_leaver),

    leavers as (select * from {{ ref("int_care__leaver") }}),

    -- Nothing is asked of those who died or went home (rule 344); not known is 0 for the rest, but
    -- for those whom nobody listed all is blank, and the rules ask for it.
    final as (
        select
            children.authority,
            children.collection_year,
            children.child_id as "CHILD",
            strftime(children.date_of_birth, '%d/%m/%Y') as "DOB",
            leavers.in_touch_code as "IN_TOUCH",
            case
                when coalesce(leavers.in_touch_code in ('DIED', 'RHOM'), false)
                then '0'
                when leavers.is_listed
                then coalesce(leavers.activity_code, '0')
            end as "ACTIV",
            case
                when coalesce(leavers.in_touch_code in ('DIED', 'RHOM'), false)
                then '0'
                when leavers.is_listed
                then coalesce(leavers.accommodation_code, '0')
            end as "ACCOM",
            leavers.source_table,
            leavers.source_row,
        from children
        inner join
            leavers
            on children.authority = leavers.authority
            and children.child_id = leavers.child_id
            and children.year_start = leavers.window_start
            and children.year_end = leavers.window_end
    )

select *
from final
order by collection_year, authority, "CHILD"
