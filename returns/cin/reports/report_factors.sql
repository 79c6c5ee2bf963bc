/*---
report: factors
order: 110
title: Factors found at the end of assessments
definition: Assessments completed in the year by factor. An assessment may have several factors, so the lines must not be added up.
source: "DfE, Children in need statistics: factors identified at the end of assessment; DfE, Children in need census 2023 to 2024 guide, 4.10"
table: Assessments
fields: {Assessments: [AssessmentAuthorisationDate]}
lines:
  - {line: with_factors, label: Assessments completed with any factor}
  - {line: without_factors, label: Assessments completed without a factor}
  - {codes: AssessmentFactors}
  - {line: unknown, label: With a factor that is not in the code list}
---*/
with completed as (select * from counted_assessment where is_completed_in_year)

select
    case
        when len(AssessmentFactors) > 0 then 'with_factors' else 'without_factors'
    end as line,
    row_number
from completed
union all
select listed_or_unknown('AssessmentFactors', factor) as line, row_number
from (select row_number, unnest(AssessmentFactors) as factor from completed)
