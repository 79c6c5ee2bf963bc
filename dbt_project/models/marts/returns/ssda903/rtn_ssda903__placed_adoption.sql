with
    children as (select * from {{ ref("int_ssda903__child") }} where is_looked_after),

    periods as (select * from {{ ref("fct_care_period") }}),

    permanence as (
        select * from {{ ref("int_contract__permanence") }} where perm_adm_decision_date is not null
    ),

    -- Decisions made while the child was looked after, in a period of care that the year has, and
    -- still standing in it.
    standing as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            children.date_of_birth,
            permanence.perm_adm_decision_date as decided_on,
            case
                when permanence.perm_decision_reversed_date <= children.year_end
                then permanence.perm_decision_reversed_date
            end as reversed_on,
            permanence.perm_decision_reversed_reason as reversed_reason_code,
            permanence.source_table,
            permanence.source_row,
        from children
        inner join
            permanence
            on children.authority = permanence.authority
            and children.child_id = permanence.perm_person_id
            and permanence.perm_adm_decision_date <= children.year_end
            and coalesce(permanence.perm_decision_reversed_date >= children.year_start, true)
        inner join
            periods
            on children.authority = periods.authority
            and children.child_id = periods.child_id
            and permanence.perm_adm_decision_date >= periods.started_on
            and coalesce(permanence.perm_adm_decision_date <= periods.ended_on, true)
            and coalesce(periods.ended_on >= children.year_start, true)
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            strftime(decided_on, '%d/%m/%Y') as "DATE_PLACED",
            strftime(reversed_on, '%d/%m/%Y') as "DATE_PLACED_CEASED",
            case
                when reversed_on is not null then reversed_reason_code
            end as "REASON_PLACED_CEASED",
            source_table,
            source_row,
            decided_on,
        from standing
    )

select * exclude (decided_on)
from final
order by collection_year, authority, "CHILD", decided_on, source_row
