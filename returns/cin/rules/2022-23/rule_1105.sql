/*---
code: "1105"
message: The child protection plan started before the child was referred
severity: error
kind: join
tables: {ChildProtectionPlans: [CPPstartDate], CINdetails: [CINreferralDate]}
---*/
select ChildProtectionPlans.row_number as ChildProtectionPlans, CINdetails.row_number as CINdetails
from ChildProtectionPlans
inner join CINdetails using (LAchildID, CINdetailsID)
where ChildProtectionPlans.CPPstartDate_on < CINdetails.CINreferralDate_on
