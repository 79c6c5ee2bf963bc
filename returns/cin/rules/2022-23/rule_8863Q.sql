/*---
code: "8863Q"
message: An assessment started while another of the episode was under way
severity: query
kind: sequence
tables: {Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]}
---*/
-- Both are flagged. The first and the last day of the other count; an open one runs to the end of
-- the collection.
with
    assessment as (
        select
            row_number,
            LAchildID,
            CINdetailsID,
            AssessmentActualStartDate_on as starts_on,
            case
                when AssessmentAuthorisationDate is null
                then $collection_end
                else AssessmentAuthorisationDate_on
            end as ends_on
        from Assessments
    )
select unnest([this.row_number, other.row_number]) as row_number
from assessment as this
inner join assessment as other
    on this.LAchildID = other.LAchildID
    and this.CINdetailsID = other.CINdetailsID
    and this.row_number <> other.row_number
    and this.starts_on between other.starts_on and other.ends_on
