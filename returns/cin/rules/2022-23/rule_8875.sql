/*---
code: "8875"
message: The initial conference was held on a Saturday or a Sunday
severity: error
kind: row
tables: {Section47: [DateOfInitialCPC]}
---*/
-- Saturday and Sunday count; a bank holiday does not. The date on the episode of need (a plan that
-- moved in) is not asked.
select row_number
from Section47
where isodow(DateOfInitialCPC_on) >= 6
