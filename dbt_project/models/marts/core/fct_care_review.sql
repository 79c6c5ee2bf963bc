with
    reviews as (select * from {{ ref("int_contract__cla_reviews") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    held as (select * from {{ ref("int_child_team") }}),

    happened as (
        select
            authority,
            clar_cla_review_id as review_id,
            clar_person_id as child_id,
            clar_cla_review_due_date as recorded_due_on,
            {{ until_as_at("clar_cla_review_date") }} as held_on,
            clar_cla_review_participation as participation_code,
            source_system,
            source_table,
            source_file,
            source_row,
        from reviews
        where not coalesce(clar_cla_review_cancelled, false)
    ),

    placed as (select *, coalesce(held_on, recorded_due_on) as review_on from happened),

    in_care as (
        select
            placed.*,
            episodes.care_period_id,
            coalesce(episodes.is_short_break_series, false) as is_short_break_series,
        from placed
        left join
            episodes
            on placed.authority = episodes.authority
            and placed.child_id = episodes.child_id
            and episodes.started_on <= placed.review_on
            -- A review on the day on which care ends is one of a looked-after child.
            and {{ end_or_open("episodes.ended_on") }} >= placed.review_on
        qualify
            row_number() over (
                partition by placed.authority, placed.child_id, placed.review_id
                order by episodes.started_on desc nulls last
            )
            = 1
    ),

    sequenced as (
        select
            *,
            row_number() over held_of_period as review_number,
            lag(held_on) over held_of_period as previous_held_on,
        from in_care
        window
            held_of_period as (
                partition by authority, child_id, care_period_id, held_on is null
                order by held_on, review_id
            )
    ),

    -- The second within three months of the first, each later one within six of the one before
    -- (regulation 33). Where no period of care is known there is no clock but the one recorded.
    due as (
        select
            sequenced.*,
            case
                when sequenced.held_on is null or sequenced.care_period_id is null
                then sequenced.recorded_due_on
                when sequenced.review_number = 1
                then coalesce(periods.first_review_due_on, sequenced.recorded_due_on)
                when sequenced.review_number = 2
                then {{ add_months("sequenced.previous_held_on", 3) }}
                else {{ add_months("sequenced.previous_held_on", 6) }}
            end as due_on,
        from sequenced
        left join
            periods
            on sequenced.authority = periods.authority
            and sequenced.care_period_id = periods.care_period_id
    ),

    final as (
        select
            due.authority,
            due.review_id,
            due.child_id,
            due.care_period_id,
            due.due_on,
            due.recorded_due_on,
            due.held_on,
            due.participation_code,
            coalesce(due.held_on <= due.due_on, false) as is_in_time,
            due.is_short_break_series,
            held.team,
            due.source_system,
            due.source_table,
            due.source_file,
            due.source_row,
        from due
        left join held on {{ held_on("held", "due", "due.review_on") }}
    )

select *
from final
