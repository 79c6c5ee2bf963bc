/*---
code: "4016"
message: The child in need plan started while the child had a child protection plan
severity: error
kind: join
tables: {CINplanDates: [CINPlanStartDate], ChildProtectionPlans: [CPPstartDate, CPPendDate]}
---*/
-- It may start on the day on which the other ends; an open one runs to the end of the collection.
select
    CINplanDates.row_number as CINplanDates, ChildProtectionPlans.row_number as ChildProtectionPlans
from CINplanDates
inner join ChildProtectionPlans using (LAchildID)
where
    CINplanDates.CINPlanStartDate_on >= ChildProtectionPlans.CPPstartDate_on
    and case
        when ChildProtectionPlans.CPPendDate is null
        then CINplanDates.CINPlanStartDate_on <= $collection_end
        else CINplanDates.CINPlanStartDate_on < ChildProtectionPlans.CPPendDate_on
    end
