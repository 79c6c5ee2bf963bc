/*---
code: "8675Q"
message: No initial conference by the year's end, over 15 working days after the enquiry started
severity: query
kind: row
tables: {Section47: [DateOfInitialCPC, S47ActualStartDate, ICPCnotRequired]}
---*/
-- The days run to the end of the last day, which counts if it is a working day. The last start that
-- is too early is worked out once: it lies within 50 days.
select row_number
from Section47
where
    DateOfInitialCPC is null
    and not ICPCnotRequired_is
    and S47ActualStartDate_on <= (
        select max($collection_end - days::integer)
        from range(50) as earlier (days)
        where working_days_between($collection_end - days::integer, $collection_end) >= 15
    )
