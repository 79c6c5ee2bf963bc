/*---
report: starts_by_legal_status
order: 100
title: Periods of care that started, by legal status
definition: >-
  Periods of care that began in the year, by the first of their episodes.
source: "DfE, Children looked after in England including adoptions: children who started to be looked after"
table: Episodes
fields: {Episodes: [DECOM]}
threshold: 15
lines:
  - {codes: LS}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('LS', first_legal_status) as line, first_row as row_number
from counted_care_period
where is_started_in_year
