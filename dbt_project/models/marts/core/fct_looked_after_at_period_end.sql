with
    period_ends as (
        select period_end, {{ add_months("(period_end + 1)", -12) }} as year_start,
        from {{ ref("int_period_end") }}
    ),

    children as (select * from {{ ref("dim_child") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    periods as (select * from {{ ref("fct_care_period") }}),

    continuous as (select * from {{ ref("int_care__continuous") }}),

    placements as (select * from {{ ref("fct_placement") }}),

    recorded_placements as (select * from {{ ref("int_care__placement") }}),

    reviews as (select * from {{ ref("fct_care_review") }} where held_on is not null),

    visits as (
        select * from {{ ref("fct_visit") }} where visit_kind = 'looked_after' and is_taken_as_seen
    ),

    health_assessments as (
        select * from {{ ref("fct_health_event") }} where event_kind = 'health_assessment'
    ),

    held as (select * from {{ ref("int_child_team") }}),

    -- The night counts: a child who leaves on the last day of the period is not looked after at
    -- its end.
    looked_after as (
        select
            period_ends.period_end,
            period_ends.year_start,
            episodes.*,
            children.date_of_birth,
            periods.started_on as care_started_on,
            periods.first_review_due_on,
            continuous.first_day as continuous_since,
            recorded_placements.distance_miles,
            recorded_placements.placement_authority,
        from episodes
        inner join
            period_ends
            on episodes.started_on <= period_ends.period_end
            and {{ end_or_open("episodes.ended_on") }} > period_ends.period_end
        left join
            children
            on episodes.authority = children.authority
            and episodes.child_id = children.child_id
        left join
            periods
            on episodes.authority = periods.authority
            and episodes.care_period_id = periods.care_period_id
        left join
            continuous
            on episodes.authority = continuous.authority
            and episodes.child_id = continuous.child_id
            and episodes.care_period_id = continuous.care_period_id
            and continuous.first_day <= period_ends.period_end
            and {{ end_or_open("continuous.last_day") }} >= period_ends.period_end
        left join
            recorded_placements
            on episodes.authority = recorded_placements.authority
            and episodes.child_id = recorded_placements.child_id
            and episodes.placement_id = recorded_placements.placement_id
    ),

    -- Placements of any period of care that were open or began in the twelve months to the period
    -- end, without temporary placements and short breaks (definition of the SSDA903 first release,
    -- table on placement stability); adoption by the foster carers is no placement of its own.
    moves as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            count(distinct placements.counted_as) as placements_in_year,
        from looked_after
        inner join
            placements
            on looked_after.authority = placements.authority
            and looked_after.child_id = placements.child_id
            and not placements.is_temporary
            and not placements.is_short_break_series
            and placements.started_on <= looked_after.period_end
            and {{ end_or_open("placements.ended_on") }} >= looked_after.year_start
        group by looked_after.authority, looked_after.period_end, looked_after.child_id
    ),

    -- The home of a child who is in a temporary placement is the placement that it interrupts.
    homes as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            placements.started_on as home_since,
            placements.settled_since,
            coalesce(
                placements.placement_type_code in ('U1', 'U4'), false
            ) as is_long_term_fostering,
        from looked_after
        inner join
            placements
            on looked_after.authority = placements.authority
            and looked_after.child_id = placements.child_id
            and looked_after.care_period_id = placements.care_period_id
            and not placements.is_temporary
            and placements.started_on <= looked_after.period_end
        qualify
            row_number() over (
                partition by looked_after.authority, looked_after.period_end, looked_after.child_id
                order by placements.started_on desc, placements.placement_id
            )
            = 1
    ),

    -- What was known at the close of the day: reviews held later did not yet count.
    review_record as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            count(*) as reviews_held,
            max(reviews.held_on) as last_review_on,
            count(*) filter (
                reviews.due_on >= looked_after.year_start
                or reviews.held_on >= looked_after.year_start
            ) as reviews_in_year,
            count(*) filter (
                not reviews.is_in_time
                and (
                    reviews.due_on >= looked_after.year_start
                    or reviews.held_on >= looked_after.year_start
                )
            ) as late_reviews_in_year,
        from looked_after
        inner join
            reviews
            on looked_after.authority = reviews.authority
            and looked_after.child_id = reviews.child_id
            and looked_after.care_period_id = reviews.care_period_id
            and reviews.held_on <= looked_after.period_end
        group by looked_after.authority, looked_after.period_end, looked_after.child_id
    ),

    visited as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            max(visits.visit_on) as last_visit_on,
        from looked_after
        inner join
            visits
            on looked_after.authority = visits.authority
            and looked_after.child_id = visits.child_id
            and visits.visit_on >= looked_after.care_started_on
            and visits.visit_on <= looked_after.period_end
        group by looked_after.authority, looked_after.period_end, looked_after.child_id
    ),

    assessed as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            count(*) as health_assessments_in_year,
        from looked_after
        inner join
            health_assessments
            on looked_after.authority = health_assessments.authority
            and looked_after.child_id = health_assessments.child_id
            and health_assessments.is_done
            and health_assessments.event_on >= looked_after.year_start
            and health_assessments.event_on <= looked_after.period_end
        group by looked_after.authority, looked_after.period_end, looked_after.child_id
    ),

    told as (
        select
            looked_after.*,
            coalesce(moves.placements_in_year, 0) as placements_in_year,
            homes.settled_since,
            coalesce(homes.is_long_term_fostering, false) as is_long_term_fostering,
            coalesce(homes.home_since, looked_after.care_started_on) as home_since,
            coalesce(review_record.reviews_in_year, 0) as reviews_in_year,
            coalesce(review_record.late_reviews_in_year, 0) as late_reviews_in_year,
            case
                when review_record.last_review_on is null
                then looked_after.first_review_due_on
                when review_record.reviews_held = 1
                then {{ add_months("review_record.last_review_on", 3) }}
                else {{ add_months("review_record.last_review_on", 6) }}
            end as next_review_due_on,
            visited.last_visit_on,
            coalesce(assessed.health_assessments_in_year, 0) as health_assessments_in_year,
        from looked_after
        left join moves using (authority, period_end, child_id)
        left join homes using (authority, period_end, child_id)
        left join review_record using (authority, period_end, child_id)
        left join visited using (authority, period_end, child_id)
        left join assessed using (authority, period_end, child_id)
    ),

    -- Within a week of the start of a placement, then every six weeks; every three months once a
    -- placement that is to last until the child is 18 has lasted a year (regulation 28). Long-term
    -- fostering is what the contract knows of such placements. Six weeks that end in the first year
    -- are still six weeks.
    due as (
        select
            *,
            case
                when last_visit_on is null or last_visit_on < home_since
                then home_since + 7
                when
                    is_long_term_fostering
                    and last_visit_on + 42 >= {{ add_months("home_since", 12) }}
                then {{ add_months("last_visit_on", 3) }}
                else last_visit_on + 42
            end as next_visit_due_on,
        from told
    ),

    -- An authority whose system hands over no distance, no visit or no health check at all would
    -- otherwise seem to place every child near, to visit none and to have no child's health
    -- assessed.
    given as (
        select
            authorities.authority,
            authorities.authority in (
                select authority
                from recorded_placements
                where distance_miles is not null and placement_authority is not null
            ) as are_distances_recorded,
            authorities.authority in (select authority from visits) as are_visits_recorded,
            authorities.authority
            in (select authority from health_assessments) as are_health_assessments_recorded,
        from (select distinct authority from episodes) as authorities
    ),

    final as (
        select
            due.authority,
            due.period_end,
            due.child_id,
            due.care_period_id,
            due.care_episode_id,
            cast({{ whole_years("due.date_of_birth", "due.period_end") }} as integer) as age,
            due.legal_status_code,
            due.primary_need_code,
            due.placement_id,
            due.placement_type_code,
            due.placement_provider_code,
            cast(due.placements_in_year as integer) as placements_in_year,
            due.is_short_break_series,
            due.continuous_since,
            coalesce(due.continuous_since <= due.year_start, false) as is_looked_after_12_months,
            coalesce(
                due.continuous_since <= {{ add_months("(due.period_end + 1)", -30) }}
                and {{ add_months("due.date_of_birth", 192) }} > due.period_end,
                false
            ) as is_under_16_looked_after_30_months,
            due.settled_since,
            coalesce(
                due.settled_since <= {{ add_months("(due.period_end + 1)", -24) }}, false
            ) as is_settled_two_years,
            due.distance_miles,
            due.placement_authority,
            due.distance_miles > 20
            and due.placement_authority <> due.authority as is_over_20_miles_out_of_area,
            given.are_distances_recorded,
            -- Null stands for care that is older than the calendar of working days.
            coalesce(due.first_review_due_on <= due.period_end, true) as has_review_fallen_due,
            cast(due.reviews_in_year as integer) as reviews_in_year,
            cast(due.late_reviews_in_year as integer) as late_reviews_in_year,
            due.next_review_due_on,
            coalesce(
                due.late_reviews_in_year = 0 and due.next_review_due_on > due.period_end, false
            ) as are_reviews_in_time,
            due.last_visit_on,
            due.next_visit_due_on,
            coalesce(due.next_visit_due_on >= due.period_end, false) as is_visit_in_time,
            given.are_visits_recorded,
            cast(due.health_assessments_in_year as integer) as health_assessments_in_year,
            due.health_assessments_in_year
            >= {{ health_assessments_due("due.date_of_birth", "due.period_end") }}
            as is_health_assessed,
            given.are_health_assessments_recorded,
            held.team,
            due.source_system,
            due.source_table,
            due.source_file,
            due.source_row,
        from due
        inner join given on due.authority = given.authority
        left join held on {{ held_on("held", "due", "due.period_end") }}
    )

select *
from final
