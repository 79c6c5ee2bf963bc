/*---
code: "8615"
message: The section 47 enquiry has no start, or one after its initial conference
severity: error
kind: row
tables: {Section47: [S47ActualStartDate, DateOfInitialCPC]}
---*/
-- An enquiry without a conference is not this rule's.
select row_number
from Section47
where
    (S47ActualStartDate is null and DateOfInitialCPC is not null)
    or S47ActualStartDate_on > DateOfInitialCPC_on
