-- Each child's decisions that it should be placed for adoption, numbered from 1 in the order of time,
-- with how many of them have a date. Those without one come after them; one whose date cannot be read
-- stands in no order.
select
    *,
    row_number() over (
        partition by CHILD
        order by
            DATE_PLACED_on nulls last,
            DATE_PLACED_CEASED_on nulls last,
            DATE_PLACED_CEASED,
            REASON_PLACED_CEASED,
            DOB,
            row_number
    ) as decision_number,
    count(DATE_PLACED_on) over (partition by CHILD) as dated_decisions_of_child
from PlacedAdoption
where CHILD is not null and (DATE_PLACED is null or DATE_PLACED_on is not null)
