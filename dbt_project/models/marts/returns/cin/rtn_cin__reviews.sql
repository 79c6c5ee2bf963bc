with
    numbered as (select * from {{ ref("int_in_need__protection_plan") }}),

    reviews as (select * from {{ ref("fct_protection_review") }} where is_review),

    held as (
        select
            numbered.*,
            reviews.held_on,
            reviews.source_table as review_source_table,
            reviews.source_row as review_source_row,
            -- The latest review before the year, wanted for plans that were open on its first day.
            reviews.held_on
            = max(reviews.held_on) filter (
                reviews.held_on < numbered.year_start
                and reviews.held_on >= {{ add_months("numbered.year_start", -12) }}
                and numbered.is_open_at_start
            ) over (
                partition by
                    numbered.authority,
                    numbered.collection_year,
                    numbered.child_id,
                    numbered.plan_id
            ) as is_last_before,
        from numbered
        inner join
            reviews
            on numbered.authority = reviews.authority
            and numbered.child_id = reviews.child_id
            and numbered.plan_id = reviews.plan_id
            and reviews.held_on <= numbered.year_end
    ),

    final as (
        select
            authority,
            collection_year,
            la_child_id as "LAchildID",
            cast(episode_number as varchar) as "CINdetailsID",
            cast(plan_number as varchar) as "CPPID",
            strftime(held_on, '%Y-%m-%d') as "CPPreviewDate",
            min(review_source_table) as source_table,
            min(review_source_row) as source_row,
        from held
        where held_on >= year_start or coalesce(is_last_before, false)
        group by authority, collection_year, la_child_id, episode_number, plan_number, held_on
    )

select *
from final
order by collection_year, authority, cast("CPPID" as integer), "CPPreviewDate"
