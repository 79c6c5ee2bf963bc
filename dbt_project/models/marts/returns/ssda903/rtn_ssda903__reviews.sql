with
    children as (select * from {{ ref("int_ssda903__child") }} where is_looked_after),

    reviews as (
        select *
        from {{ ref("fct_care_review") }}
        where held_on is not null and care_period_id is not null and not is_short_break_series
    ),

    final as (
        select
            children.authority,
            children.collection_year,
            children.child_id as "CHILD",
            strftime(children.date_of_birth, '%d/%m/%Y') as "DOB",
            strftime(reviews.held_on, '%d/%m/%Y') as "REVIEW",
            -- PN0 says that the child was under four, which the dates know as well.
            coalesce(
                reviews.participation_code,
                case
                    when {{ add_months("children.date_of_birth", 48) }} > reviews.held_on then 'PN0'
                end
            ) as "REVIEW_CODE",
            reviews.source_table,
            reviews.source_row,
            reviews.held_on,
        from children
        inner join
            reviews
            on children.authority = reviews.authority
            and children.child_id = reviews.child_id
            and reviews.held_on between children.year_start and children.year_end
    )

select * exclude (held_on)
from final
order by collection_year, authority, "CHILD", held_on, source_row
