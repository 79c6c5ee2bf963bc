/*---
report: ceased
order: 130
title: Children who ceased to be looked after
definition: >-
  Periods of care that ended in the year, without series of short breaks, by the reason of their last episode. The published figure counts a child once.
source: "DfE, Children looked after in England including adoptions: children who ceased to be looked after"
table: Episodes
fields: {Episodes: [DEC]}
threshold: 15
lines:
  - {line: all, label: Periods of care that ended}
  - {line: children, label: Children who ceased to be looked after, counts: children}
  - {codes: REC}
  - {line: unknown, label: Blank or not in the code list}
---*/
with ceased as (select * from counted_care_period where is_ceased_in_year)

select unnest(['all', 'children']) as line, last_row as row_number
from ceased
union all
select listed_or_unknown('REC', last_reason) as line, last_row as row_number
from ceased
