with
    children as (select * from {{ ref("int_in_need__child") }} where not is_unborn),

    disabilities as (select * from {{ ref("int_contract__disability") }}),

    recorded as (
        select
            authority,
            disa_person_id as child_id,
            disa_disability_code as disability_code,
            min(source_table) as source_table,
            min(source_row) as source_row,
        from disabilities
        -- NONE says that there is none; beside another code, or without any record, it is worked
        -- out below.
        where disa_disability_code is not null and disa_disability_code <> 'NONE'
        group by authority, disa_person_id, disa_disability_code
    ),

    final as (
        select
            children.authority,
            children.collection_year,
            children.la_child_id as "LAchildID",
            coalesce(recorded.disability_code, 'NONE') as "Disability",
            coalesce(recorded.source_table, children.source_table) as source_table,
            coalesce(recorded.source_row, children.source_row) as source_row,
        from children
        left join
            recorded
            on children.authority = recorded.authority
            and children.child_id = recorded.child_id
    )

select *
from final
order by collection_year, authority, "LAchildID", "Disability"
