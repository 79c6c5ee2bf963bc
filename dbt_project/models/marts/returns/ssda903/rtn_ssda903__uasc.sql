with
    children as (select * from {{ ref("int_ssda903__child") }} where is_looked_after),

    statuses as (
        select *
        from {{ ref("int_contract__immigration_status") }}
        where regexp_matches(lower(immi_immigration_status), '^uasc|unaccompanied')
    ),

    -- The status ends at the latest with the eighteenth birthday (rule 304).
    dated as (
        select
            authority,
            immi_person_id as child_id,
            immi_immigration_status_start_date as started_on,
            immi_immigration_status_end_date as given_ended_on,
            source_table,
            source_row,
        from statuses
    ),

    placed as (
        select
            children.*,
            {{ add_months("children.date_of_birth", 216) }} as adult_on,
            least(
                dated.given_ended_on, {{ add_months("children.date_of_birth", 216) }}
            ) as ended_on,
            dated.source_table as status_source_table,
            dated.source_row as status_source_row,
        from children
        inner join
            dated
            on children.authority = dated.authority
            and children.child_id = dated.child_id
            and coalesce(dated.started_on <= children.year_end, true)
            and coalesce(
                least(dated.given_ended_on, {{ add_months("children.date_of_birth", 216) }})
                >= children.year_start,
                true
            )
        qualify
            row_number() over (
                partition by children.authority, children.collection_year, children.child_id
                order by dated.started_on desc nulls last, dated.source_row
            )
            = 1
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            sex_code as "SEX",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            -- Of a child who still is one, the day that is to end it: the 18th birthday (rule
            -- 205B).
            strftime(
                case when ended_on <= year_end then ended_on else adult_on end, '%d/%m/%Y'
            ) as "DUC",
            status_source_table as source_table,
            status_source_row as source_row,
        from placed
    )

select *
from final
order by collection_year, authority, "CHILD"
