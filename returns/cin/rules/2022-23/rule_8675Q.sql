/*---
code: "8675Q"
message: No initial conference by the year's end, over 15 working days after the enquiry started
severity: query
kind: row
tables: {Section47: [DateOfInitialCPC, S47ActualStartDate, ICPCnotRequired]}
---*/
-- The days run to the end of the last day, which counts if it is a working day.
select row_number
from Section47
where
    DateOfInitialCPC is null
    and not ICPCnotRequired_is
    and working_days_between(S47ActualStartDate_on, $collection_end) >= 15
