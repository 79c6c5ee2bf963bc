/*---
code: "8740"
message: The section 47 enquiry awaits its initial conference and did not start within the year
severity: error
kind: row
tables: {Section47: [S47ActualStartDate, DateOfInitialCPC, ICPCnotRequired]}
---*/
select row_number
from Section47
where
    DateOfInitialCPC is null
    and not ICPCnotRequired_is
    and S47ActualStartDate_on not between $collection_start and $collection_end
