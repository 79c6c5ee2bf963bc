/*---
report: starts_by_need
order: 110
title: Periods of care that started, by category of need
definition: >-
  Periods of care that began in the year, by the first of their episodes.
source: "DfE, Children looked after in England including adoptions: children who started to be looked after"
table: Episodes
fields: {Episodes: [DECOM]}
threshold: 15
lines:
  - {codes: CIN}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('CIN', first_need) as line, first_row as row_number
from counted_care_period
where is_started_in_year
