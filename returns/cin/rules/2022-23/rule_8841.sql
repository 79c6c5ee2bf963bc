/*---
code: "8841"
message: A review was held on or before the day on which the plan started
severity: error
kind: join
tables: {ChildProtectionPlans: [CPPstartDate], Reviews: [CPPreviewDate]}
---*/
select ChildProtectionPlans.row_number as ChildProtectionPlans, Reviews.row_number as Reviews
from ChildProtectionPlans
inner join Reviews using (LAchildID, CINdetailsID, CPPID)
where Reviews.CPPreviewDate_on <= ChildProtectionPlans.CPPstartDate_on
