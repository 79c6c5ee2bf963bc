-- Child protection plans, with how long they have lasted and whether each review was in time: the
-- first within three calendar months of the conference (of the plan's start where the return knows
-- no conference), the next within six of the one before. A meeting by the day on which the plan
-- began is the conference and no review. Lateness counts if the review was held or is due in the
-- year. Source: Working Together 2023; DfE, Children in need statistics, reviews in time.
with
    conference as (
        select LAchildID, CINdetailsID, DateOfInitialCPC_on as held_on
        from Section47
        union
        select LAchildID, CINdetailsID, DateOfInitialCPC_on
        from CINdetails
    ),

    plan as (
        select
            ChildProtectionPlans.*,
            coalesce(
                (
                    select max(conference.held_on)
                    from conference
                    where
                        conference.LAchildID = ChildProtectionPlans.LAchildID
                        and conference.CINdetailsID = ChildProtectionPlans.CINdetailsID
                        and conference.held_on <= ChildProtectionPlans.CPPstartDate_on
                ),
                CPPstartDate_on
            ) as clock_starts_on,
            is_open_on(CPPstartDate_on, CPPendDate, CPPendDate_on, $collection_end)
            as is_open_at_end,
            is_open_on(CPPstartDate_on, CPPendDate, CPPendDate_on, $collection_start - 1)
            as is_open_at_start
        from ChildProtectionPlans
    ),

    review as (
        select distinct plan.row_number, plan.clock_starts_on, Reviews.CPPreviewDate_on as held_on
        from plan
        inner join Reviews using (LAchildID, CINdetailsID, CPPID)
        where
            Reviews.CPPreviewDate_on > plan.CPPstartDate_on
            and Reviews.CPPreviewDate_on <= $collection_end
    ),

    due as (
        select
            row_number,
            held_on,
            coalesce(
                months_after(
                    lag(held_on) over (partition by row_number order by held_on), 6
                ),
                months_after(clock_starts_on, 3)
            ) as due_on
        from review
    ),

    record as (
        select
            row_number,
            max(held_on) as last_review_on,
            count(*) filter (held_on > due_on and held_on >= $collection_start) as late_reviews
        from due
        group by row_number
    )

select
    plan.*,
    record.last_review_on,
    coalesce(record.late_reviews, 0) = 0
    and coalesce(
        months_after(record.last_review_on, 6), months_after(plan.clock_starts_on, 3)
    )
    > $collection_end as are_reviews_in_time,
    $collection_end - plan.CPPstartDate_on as days_at_end,
    plan.CPPendDate_on - plan.CPPstartDate_on as days_to_end
from plan
left join record using (row_number)
