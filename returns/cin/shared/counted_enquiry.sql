-- Section 47 enquiries that started in the year. Those of one child and day are one enquiry: the
-- row with the earliest conference stands for them, the others are repeats.
-- Source: DfE, Children in need census 2023 to 2024 guide, 1.10, check 04.
select
    *,
    row_number() over (
        partition by LAchildID, S47ActualStartDate_on
        order by DateOfInitialCPC_on nulls last, row_number
    )
    > 1 as is_same_day_repeat,
    coalesce(DateOfInitialCPC_on <= $collection_end, false) as has_conference
from Section47
where in_year(S47ActualStartDate_on)
