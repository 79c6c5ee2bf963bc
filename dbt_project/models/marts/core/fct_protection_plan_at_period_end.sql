with
    plans as (select * from {{ ref("fct_protection_plan") }}),

    reviews as (select * from {{ ref("fct_protection_review") }}),

    period_ends as (select * from {{ ref("int_period_end") }}),

    held as (select * from {{ ref("int_child_team") }}),

    -- A plan that ends on the day is not open at its close.
    open_plans as (
        select
            period_ends.period_end,
            {{ add_months("period_ends.period_start", -11) }} as year_start,
            plans.*,
            {{ add_months("plans.started_on", 3) }}
            <= period_ends.period_end as is_open_three_months,
            {{ add_months("coalesce(plans.conference_on, plans.started_on)", 3) }}
            as first_review_due_on,
        from plans
        inner join
            period_ends
            on plans.started_on <= period_ends.period_end
            and {{ end_or_open("plans.ended_on") }} > period_ends.period_end
    ),

    -- What was known at the close of the day: reviews held later did not yet count.
    review_record as (
        select
            open_plans.authority,
            open_plans.child_id,
            open_plans.plan_id,
            open_plans.period_end,
            count(*) as reviews_held,
            max(reviews.held_on) as last_review_on,
            count(*) filter (
                reviews.due_on >= open_plans.year_start or reviews.held_on >= open_plans.year_start
            ) as reviews_in_year,
            count(*) filter (
                not reviews.is_in_time
                and (
                    reviews.due_on >= open_plans.year_start
                    or reviews.held_on >= open_plans.year_start
                )
            ) as late_reviews_in_year,
        from open_plans
        inner join
            reviews
            on open_plans.authority = reviews.authority
            and open_plans.child_id = reviews.child_id
            and open_plans.plan_id = reviews.plan_id
            and reviews.is_review
            and reviews.held_on <= open_plans.period_end
        group by
            open_plans.authority, open_plans.child_id, open_plans.plan_id, open_plans.period_end
    ),

    judged as (
        select
            open_plans.*,
            coalesce(review_record.reviews_held, 0) as reviews_held,
            coalesce(review_record.reviews_in_year, 0) as reviews_in_year,
            coalesce(review_record.late_reviews_in_year, 0) as late_reviews_in_year,
            review_record.last_review_on,
            case
                when review_record.last_review_on is null
                then open_plans.first_review_due_on
                else {{ add_months("review_record.last_review_on", 6) }}
            end as next_review_due_on,
        from open_plans
        left join
            review_record
            on open_plans.authority = review_record.authority
            and open_plans.child_id = review_record.child_id
            and open_plans.plan_id = review_record.plan_id
            and open_plans.period_end = review_record.period_end
    ),

    final as (
        select
            judged.authority,
            judged.period_end,
            judged.plan_id,
            judged.child_id,
            judged.started_on,
            judged.is_other_authority_plan,
            -- A child with two open plans is a fault of recording and one child on a plan.
            row_number() over (
                partition by
                    judged.authority,
                    judged.period_end,
                    judged.child_id,
                    judged.is_other_authority_plan
                order by judged.started_on, judged.plan_id
            )
            > 1 as is_second_open_plan,
            judged.is_open_three_months,
            -- More than 729 days, the first and the last among them.
            judged.period_end - judged.started_on >= 729 as is_open_two_years,
            cast(judged.reviews_held as integer) as reviews_held,
            cast(judged.reviews_in_year as integer) as reviews_in_year,
            cast(judged.late_reviews_in_year as integer) as late_reviews_in_year,
            judged.last_review_on,
            judged.next_review_due_on,
            judged.next_review_due_on <= judged.period_end as is_review_overdue,
            judged.late_reviews_in_year = 0
            and judged.next_review_due_on > judged.period_end as are_reviews_in_time,
            held.team,
            held.worker_id,
            judged.source_system,
            judged.source_table,
            judged.source_file,
            judged.source_row,
        from judged
        left join held on {{ held_on("held", "judged", "judged.period_end") }}
    )

select *
from final
