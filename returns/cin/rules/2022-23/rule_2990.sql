/*---
code: "2990"
message: More was done on an episode of need that was closed after assessment
severity: error
kind: join
tables:
  CINdetails: [ReasonForClosure]
  ChildProtectionPlans: [CPPstartDate]
  CINplanDates: [CINPlanStartDate]
  Section47: [S47ActualStartDate]
optional: [ChildProtectionPlans, CINplanDates, Section47]
---*/
-- RC8 and RC9 say that the assessment was all: no conference, enquiry or plan may follow.
with
    done as (
        select
            LAchildID,
            CINdetailsID,
            null as ChildProtectionPlans,
            null as CINplanDates,
            null as Section47
        from CINdetails
        where DateOfInitialCPC is not null
        union all
        select LAchildID, CINdetailsID, row_number, null, null
        from ChildProtectionPlans
        union all
        select LAchildID, CINdetailsID, null, row_number, null
        from CINplanDates
        union all
        select LAchildID, CINdetailsID, null, null, row_number
        from Section47
    )
select
    CINdetails.row_number as CINdetails,
    done.ChildProtectionPlans,
    done.CINplanDates,
    done.Section47
from CINdetails
inner join done using (LAchildID, CINdetailsID)
where CINdetails.ReasonForClosure in ('RC8', 'RC9')
