/*---
code: "4003"
message: A review of a child protection plan was held during a child in need plan
severity: error
kind: join
tables:
  CINplanDates: [CINPlanStartDate, CINPlanEndDate]
  ChildProtectionPlans: [CPPendDate]
  Reviews: [CPPreviewDate]
---*/
-- From the day on which the plan of a child in need starts to the day before it ends. The review
-- that ends the child protection plan may be held on the day on which the other begins.
select
    CINplanDates.row_number as CINplanDates,
    ChildProtectionPlans.row_number as ChildProtectionPlans,
    Reviews.row_number as Reviews
from Reviews
inner join ChildProtectionPlans using (LAchildID, CINdetailsID, CPPID)
inner join
    CINplanDates
    on Reviews.LAchildID = CINplanDates.LAchildID
    and Reviews.CPPreviewDate_on >= CINplanDates.CINPlanStartDate_on
    and Reviews.CPPreviewDate_on < CINplanDates.CINPlanEndDate_on
where
    ChildProtectionPlans.CPPendDate is null
    or ChildProtectionPlans.CPPendDate_on <> Reviews.CPPreviewDate_on
