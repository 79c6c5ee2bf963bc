/*---
code: "8925"
message: The child protection plan ended before it started
severity: error
kind: row
tables: {ChildProtectionPlans: [CPPendDate, CPPstartDate]}
---*/
select row_number
from ChildProtectionPlans
where CPPendDate_on < CPPstartDate_on
