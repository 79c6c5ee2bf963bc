/*---
code: "8565"
message: Something was done after the episode of need closed
severity: error
kind: join
tables:
  CINdetails: [CINclosureDate, DateOfInitialCPC]
  Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]
  Section47: [S47ActualStartDate, DateOfInitialCPC]
  ChildProtectionPlans: [CPPendDate]
  CINplanDates: [CINPlanStartDate, CINPlanEndDate]
optional: [Assessments, Section47, ChildProtectionPlans, CINplanDates]
---*/
-- The later of the dates of each row, of those that are known. It may be the day of the closure.
with
    done as (
        select
            LAchildID,
            CINdetailsID,
            DateOfInitialCPC_on as last_on,
            null as Assessments,
            null as Section47,
            null as ChildProtectionPlans,
            null as CINplanDates
        from CINdetails
        union all
        select
            LAchildID,
            CINdetailsID,
            greatest(AssessmentActualStartDate_on, AssessmentAuthorisationDate_on),
            row_number,
            null,
            null,
            null
        from Assessments
        union all
        select
            LAchildID,
            CINdetailsID,
            greatest(S47ActualStartDate_on, DateOfInitialCPC_on),
            null,
            row_number,
            null,
            null
        from Section47
        union all
        select LAchildID, CINdetailsID, CPPendDate_on, null, null, row_number, null
        from ChildProtectionPlans
        union all
        select
            LAchildID,
            CINdetailsID,
            greatest(CINPlanStartDate_on, CINPlanEndDate_on),
            null,
            null,
            null,
            row_number
        from CINplanDates
    )
select
    CINdetails.row_number as CINdetails,
    done.Assessments,
    done.Section47,
    done.ChildProtectionPlans,
    done.CINplanDates
from CINdetails
inner join done using (LAchildID, CINdetailsID)
where done.last_on > CINdetails.CINclosureDate_on
