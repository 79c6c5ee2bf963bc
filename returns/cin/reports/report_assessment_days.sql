/*---
report: assessment_days
order: 100
title: Assessments by working days
definition: Assessments completed in the year by working days from the referral to the authorisation; the day of the referral is day 0.
source: "DfE, Children in need statistics: assessments completed, by duration; Working Together 2023"
table: Assessments
fields:
  Assessments: [AssessmentAuthorisationDate]
  CINdetails: [CINreferralDate]
lines:
  - {line: up_to_10, label: 0 to 10 working days}
  - {line: up_to_20, label: 11 to 20}
  - {line: up_to_30, label: 21 to 30}
  - {line: up_to_40, label: 31 to 40}
  - {line: up_to_45, label: 41 to 45}
  - {line: up_to_50, label: 46 to 50}
  - {line: up_to_60, label: 51 to 60}
  - {line: over_60, label: 61 or more}
  - {line: unknown, label: "Not known: no referral date, or one after the authorisation"}
---*/
select
    case
        when days_from_referral <= 10
        then 'up_to_10'
        when days_from_referral <= 20
        then 'up_to_20'
        when days_from_referral <= 30
        then 'up_to_30'
        when days_from_referral <= 40
        then 'up_to_40'
        when days_from_referral <= 45
        then 'up_to_45'
        when days_from_referral <= 50
        then 'up_to_50'
        when days_from_referral <= 60
        then 'up_to_60'
        when days_from_referral > 60
        then 'over_60'
        else 'unknown'
    end as line,
    row_number
from counted_assessment
where is_completed_in_year
