/*---
report: care_leavers
order: 170
title: Care leavers by contact
definition: >-
  Care leavers in the return by whether they are in touch.
source: "DfE, Children looked after in England including adoptions: care leavers"
table: OC3
fields: {}
lines:
  - {line: all, label: Care leavers}
  - {codes: IN_TOUCH}
  - {line: unknown, label: Blank or not in the code list}
---*/
select 'all' as line, row_number
from OC3
union all
select listed_or_unknown('IN_TOUCH', IN_TOUCH) as line, row_number
from OC3
