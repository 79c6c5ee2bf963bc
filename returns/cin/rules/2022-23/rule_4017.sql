/*---
code: "4017"
message: The child protection plan started while the child had a child in need plan
severity: error
kind: join
tables: {ChildProtectionPlans: [CPPstartDate], CINplanDates: [CINPlanStartDate, CINPlanEndDate]}
---*/
-- It may start on the day on which the other ends; an open one runs to the end of the collection.
select
    ChildProtectionPlans.row_number as ChildProtectionPlans, CINplanDates.row_number as CINplanDates
from ChildProtectionPlans
inner join CINplanDates using (LAchildID)
where
    ChildProtectionPlans.CPPstartDate_on >= CINplanDates.CINPlanStartDate_on
    and case
        when CINplanDates.CINPlanEndDate is null
        then ChildProtectionPlans.CPPstartDate_on <= $collection_end
        else ChildProtectionPlans.CPPstartDate_on < CINplanDates.CINPlanEndDate_on
    end
