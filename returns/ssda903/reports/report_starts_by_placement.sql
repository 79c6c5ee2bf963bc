/*---
report: starts_by_placement
order: 120
title: Periods of care that started, by placement
definition: >-
  Periods of care that began in the year, by the first of their episodes.
source: "DfE, Children looked after in England including adoptions: children who started to be looked after"
table: Episodes
fields: {Episodes: [DECOM]}
threshold: 15
lines:
  - {codes: PLACE}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('PLACE', first_placement) as line, first_row as row_number
from counted_care_period
where is_started_in_year
