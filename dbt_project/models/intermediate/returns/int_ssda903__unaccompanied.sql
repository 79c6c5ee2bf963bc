with
    children as (select * from {{ ref("int_ssda903__child") }} where is_looked_after),

    statuses as (
        select
            authority,
            immi_person_id as child_id,
            immi_immigration_status_start_date as started_on,
            immi_immigration_status_end_date as ended_on,
            source_table,
            source_row,
        from {{ ref("int_contract__immigration_status") }}
        where regexp_matches(lower(immi_immigration_status), '^uasc|unaccompanied')
    ),

    -- The status ends at the latest with the eighteenth birthday (rule 304).
    of_children as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            children.year_start,
            children.year_end,
            children.sex_code,
            children.date_of_birth,
            {{ add_months("children.date_of_birth", 216) }} as adult_on,
            least(statuses.ended_on, {{ add_months("children.date_of_birth", 216) }}) as ended_on,
            statuses.started_on,
            statuses.source_table,
            statuses.source_row,
        from children
        inner join
            statuses
            on children.authority = statuses.authority
            and children.child_id = statuses.child_id
            and coalesce(statuses.started_on <= children.year_end, true)
    ),

    final as (
        select *, coalesce(ended_on >= year_start, true) as is_in_year,
        from of_children
        where coalesce(ended_on >= {{ add_months("year_start", -12) }}, true)
        qualify
            row_number() over (
                partition by authority, collection_year, child_id
                order by started_on desc nulls last, source_row
            )
            = 1
    )

select *
from final
