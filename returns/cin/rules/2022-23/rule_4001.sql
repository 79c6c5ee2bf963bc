/*---
code: "4001"
message: An open child in need plan stands beside an open child protection plan
severity: error
kind: join
tables: {CINplanDates: [CINPlanEndDate], ChildProtectionPlans: [CPPendDate]}
---*/
select
    CINplanDates.row_number as CINplanDates, ChildProtectionPlans.row_number as ChildProtectionPlans
from CINplanDates
inner join ChildProtectionPlans using (LAchildID, CINdetailsID)
where
    CINplanDates.CINPlanStartDate is not null
    and CINplanDates.CINPlanEndDate is null
    and ChildProtectionPlans.CPPendDate is null
