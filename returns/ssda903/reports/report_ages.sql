/*---
report: ages
order: 60
title: Children looked after on 31 March by age
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by age on that day.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by age"
table: Episodes
fields: {Episodes: [DECOM, DEC], Header: [DOB]}
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
        when age < 1
        then 'under_1'
        when age <= 4
        then '1_to_4'
        when age <= 9
        then '5_to_9'
        when age <= 15
        then '10_to_15'
        when age >= 16
        then '16_and_over'
        else 'unknown'
    end as line,
    row_number
from counted_child_in_care
where not is_short_breaks
