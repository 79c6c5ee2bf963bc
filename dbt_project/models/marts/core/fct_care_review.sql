with
    reviews as (select * from {{ ref("int_contract__cla_reviews") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    held as (select * from {{ ref("int_child_team") }}),

    happened as (
        select
            authority,
            clar_cla_review_id as review_id,
            clar_person_id as child_id,
            clar_cla_review_due_date as due_on,
            {{ until_as_at("clar_cla_review_date") }} as held_on,
            clar_cla_review_participation as participation_code,
            source_table,
            source_row,
        from reviews
        where not coalesce(clar_cla_review_cancelled, false)
    ),

    placed as (select *, coalesce(held_on, due_on) as review_on from happened),

    final as (
        select
            placed.authority,
            placed.review_id,
            placed.child_id,
            episodes.care_period_id,
            placed.due_on,
            placed.held_on,
            placed.participation_code,
            coalesce(placed.held_on <= placed.due_on, false) as is_in_time,
            coalesce(episodes.is_short_break_series, false) as is_short_break_series,
            held.team,
            placed.source_table,
            placed.source_row,
        from placed
        left join
            episodes
            on placed.authority = episodes.authority
            and placed.child_id = episodes.child_id
            and episodes.started_on <= placed.review_on
            -- A review on the day on which care ends is one of a looked-after child.
            and {{ end_or_open("episodes.ended_on") }} >= placed.review_on
        left join held on {{ held_on("held", "placed", "placed.review_on") }}
        qualify
            row_number() over (
                partition by placed.authority, placed.child_id, placed.review_id
                order by episodes.started_on desc nulls last
            )
            = 1
    )

select *
from final
