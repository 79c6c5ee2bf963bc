/*---
code: "8831"
message: A referral that led to no further action has an assessment, an enquiry or a conference
severity: error
kind: join
tables:
  CINdetails: [DateOfInitialCPC, ReferralNFA]
  Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]
  Section47: [S47ActualStartDate, DateOfInitialCPC]
optional: [Assessments, Section47]
---*/
-- Any of the four dates counts, the conference's on the episode and on the enquiry. A conference on
-- the episode flags its enquiries with it.
select
    CINdetails.row_number as CINdetails,
    Assessments.row_number as Assessments,
    null::bigint as Section47
from CINdetails
inner join Assessments using (LAchildID, CINdetailsID)
where
    CINdetails.ReferralNFA_is
    and (
        Assessments.AssessmentActualStartDate is not null
        or Assessments.AssessmentAuthorisationDate is not null
    )
union all
select CINdetails.row_number, null, Section47.row_number
from CINdetails
left join Section47 using (LAchildID, CINdetailsID)
where
    CINdetails.ReferralNFA_is
    and (
        CINdetails.DateOfInitialCPC is not null
        or Section47.S47ActualStartDate is not null
        or Section47.DateOfInitialCPC is not null
    )
