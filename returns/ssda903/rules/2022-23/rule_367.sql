/*---
code: "367"
message: Short breaks of the child come to more than 75 days of the year
severity: error
kind: sequence
tables: {Episodes: [LS, DECOM, DEC]}
---*/
-- Each break counts with its days in the year, an open one to the year's end. A break with a date
-- that cannot be read counts nothing.
with
    short_break as (
        select
            CHILD,
            row_number,
            least(coalesce(DEC_on, $collection_end), $collection_end)
            - greatest(DECOM_on, $collection_start) as days_in_year
        from Episodes
        where
            LS = 'V3'
            and CHILD is not null
            and DECOM_on is not null
            and (DEC is null or DEC_on is not null)
    )
select row_number
from short_break
where days_in_year > 0
qualify sum(days_in_year) over (partition by CHILD) > 75
