/*---
report: starts
order: 90
title: Children who started to be looked after
definition: >-
  Periods of care that began in the year with an episode of RNE S, without series of short breaks. The published figure counts a child once.
source: "DfE, Children looked after in England including adoptions: children who started to be looked after"
table: Episodes
fields: {Episodes: [DECOM, DEC], Header: [DOB]}
threshold: 15
lines:
  - {line: all, label: Periods of care that started}
  - {line: children, label: Children who started to be looked after, counts: children}
  - {line: under_1, label: Under 1}
  - {line: 1_to_4, label: 1 to 4}
  - {line: 5_to_9, label: 5 to 9}
  - {line: 10_to_15, label: 10 to 15}
  - {line: 16_and_over, label: 16 and over}
  - {line: unknown, label: No date of birth}
---*/
with started as (select * from counted_care_period where is_started_in_year)

select unnest(['all', 'children']) as line, first_row as row_number
from started
union all
select
    case
        when age_on(born_on, starts_on) < 1
        then 'under_1'
        when age_on(born_on, starts_on) <= 4
        then '1_to_4'
        when age_on(born_on, starts_on) <= 9
        then '5_to_9'
        when age_on(born_on, starts_on) <= 15
        then '10_to_15'
        when age_on(born_on, starts_on) >= 16
        then '16_and_over'
        else 'unknown'
    end as line,
    first_row as row_number
from started
