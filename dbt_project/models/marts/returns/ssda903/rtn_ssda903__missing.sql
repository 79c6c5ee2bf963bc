with
    children as (select * from {{ ref("int_ssda903__child") }} where is_looked_after),

    missing as (
        select *
        from {{ ref("fct_missing_episode") }}
        where is_looked_after and not is_short_break_series
    ),

    final as (
        select
            children.authority,
            children.collection_year,
            children.child_id as "CHILD",
            strftime(children.date_of_birth, '%d/%m/%Y') as "DOB",
            missing.missing_type_code as "MISSING",
            strftime(missing.started_on, '%d/%m/%Y') as "MIS_START",
            case
                when missing.ended_on <= children.year_end
                then strftime(missing.ended_on, '%d/%m/%Y')
            end as "MIS_END",
            missing.source_table,
            missing.source_row,
            missing.started_on,
        from children
        inner join
            missing
            on children.authority = missing.authority
            and children.child_id = missing.child_id
            and missing.started_on <= children.year_end
            and coalesce(missing.ended_on >= children.year_start, true)
    )

select * exclude (started_on)
from final
order by collection_year, authority, "CHILD", started_on, source_row
