/*---
code: "8873Q"
message: The only assessment found no factors (21), yet the episode did not close with RC8 or RC9
severity: query
kind: join
tables: {Assessments: [AssessmentFactors], CINdetails: [ReasonForClosure]}
---*/
-- An episode that has not closed has no such reason either.
with
    only_assessment as (
        select row_number, LAchildID, CINdetailsID, AssessmentFactors
        from Assessments
        qualify count(*) over (partition by LAchildID, CINdetailsID) = 1
    )
select only_assessment.row_number as Assessments, CINdetails.row_number as CINdetails
from only_assessment
inner join CINdetails using (LAchildID, CINdetailsID)
where
    list_contains(only_assessment.AssessmentFactors, '21')
    and (
        CINdetails.ReasonForClosure is null or CINdetails.ReasonForClosure not in ('RC8', 'RC9')
    )
