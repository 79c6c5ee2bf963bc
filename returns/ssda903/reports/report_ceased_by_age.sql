/*---
report: ceased_by_age
order: 140
title: Periods of care that ended, by age
definition: >-
  Periods of care that ended in the year, by age on the day of the end.
source: "DfE, Children looked after in England including adoptions: children who ceased to be looked after by age"
table: Episodes
fields: {Episodes: [DEC], Header: [DOB]}
threshold: 15
lines:
  - {line: under_1, label: Under 1}
  - {line: 1_to_4, label: 1 to 4}
  - {line: 5_to_9, label: 5 to 9}
  - {line: 10_to_15, label: 10 to 15}
  - {line: 16_and_over, label: 16 and over}
  - {line: unknown, label: No date of birth}
---*/
select
    case
        when age_on(born_on, ends_on) < 1
        then 'under_1'
        when age_on(born_on, ends_on) <= 4
        then '1_to_4'
        when age_on(born_on, ends_on) <= 9
        then '5_to_9'
        when age_on(born_on, ends_on) <= 15
        then '10_to_15'
        when age_on(born_on, ends_on) >= 16
        then '16_and_over'
        else 'unknown'
    end as line,
    last_row as row_number
from counted_care_period
where is_ceased_in_year
