/*---
code: "8840"
message: The child protection plan started and ended on the same day
severity: error
kind: row
tables: {ChildProtectionPlans: [CPPstartDate, CPPendDate]}
---*/
select row_number
from ChildProtectionPlans
where CPPstartDate_on = CPPendDate_on
