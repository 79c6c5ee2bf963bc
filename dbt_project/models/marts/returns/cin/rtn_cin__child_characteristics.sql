with
    children as (select * from {{ ref("int_in_need__child") }}),

    final as (
        select
            authority,
            collection_year,
            la_child_id as "LAchildID",
            ethnicity_code as "Ethnicity",
            source_table,
            source_row,
        from children
    )

select *
from final
order by collection_year, authority, "LAchildID"
