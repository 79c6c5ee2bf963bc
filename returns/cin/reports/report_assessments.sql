/*---
report: assessments
order: 90
title: Assessments
definition: >-
  Assessments completed are those authorised in the year. The 45 working days run from the referral, as Working Together 2023 says; the
  count from the assessment's own start stands beside it, because the published tables do not say which of the two they use.
source: "DfE, Children in need census 2023 to 2024 guide, 1.10, check 03; DfE, Children in need statistics: assessments completed within 45 working days"
table: Assessments
fields:
  Assessments: [AssessmentActualStartDate, AssessmentAuthorisationDate]
  CINdetails: [CINreferralDate]
lines:
  - {line: completed, label: Assessments completed in the year, check: 25}
  - {line: children, label: Children assessed, counts: children}
  - {line: within_45, label: Completed within 45 working days of the referral}
  - {line: within_45_percent, label: Share within 45 working days of the referral, percent: [within_45, completed]}
  - {line: within_45_of_start, label: Completed within 45 working days of the assessment's start}
  - {line: within_45_of_start_percent, label: Share within 45 working days of the assessment's start, percent: [within_45_of_start, completed]}
  - {line: started, label: Assessments started in the year}
  - {line: open_at_end, label: Under way on 31 March}
  - {line: open_over_45, label: Under way on 31 March for more than 45 working days, definition: Since the assessment started}
---*/
with completed as (select * from counted_assessment where is_completed_in_year)

select 'completed' as line, row_number
from completed
union all
select 'children' as line, row_number
from completed
union all
select 'within_45' as line, row_number
from completed
where days_from_referral <= 45
union all
select 'within_45_of_start' as line, row_number
from completed
where days_from_start <= 45
union all
select 'started' as line, row_number
from counted_assessment
where in_year(AssessmentActualStartDate_on)
union all
select 'open_at_end' as line, row_number
from counted_assessment
where is_open_at_end
union all
select 'open_over_45' as line, row_number
from counted_assessment
where
    is_open_at_end
    and working_days_between(AssessmentActualStartDate_on, $collection_end) > 45
