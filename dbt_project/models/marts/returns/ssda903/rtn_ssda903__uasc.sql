with
    unaccompanied as (select * from {{ ref("int_ssda903__unaccompanied") }}),

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
            source_table,
            source_row,
        from unaccompanied
        where is_in_year
    )

select *
from final
order by collection_year, authority, "CHILD"
