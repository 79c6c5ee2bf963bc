/*---
code: "8720"
message: The child protection plan has no start, or one after the end of the collection
severity: error
kind: row
tables: {ChildProtectionPlans: [CPPstartDate]}
---*/
select row_number
from ChildProtectionPlans
where CPPstartDate is null or CPPstartDate_on > $collection_end
