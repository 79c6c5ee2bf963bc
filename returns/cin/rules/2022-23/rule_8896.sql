/*---
code: "8896"
message: The episode of need has more than one open assessment
severity: error
kind: sequence
tables: {Assessments: [AssessmentAuthorisationDate]}
---*/
-- The open ones are flagged, not those of the episode that ended.
select row_number
from Assessments
where AssessmentAuthorisationDate is null and CINdetailsID is not null
qualify count(*) over (partition by LAchildID, CINdetailsID) > 1
