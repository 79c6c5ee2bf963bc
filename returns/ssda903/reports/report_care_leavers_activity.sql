/*---
report: care_leavers_activity
order: 180
title: Care leavers by activity
definition: >-
  Care leavers in the return by what they do.
source: "DfE, Children looked after in England including adoptions: care leavers"
table: OC3
fields: {}
lines:
  - {codes: ACTIV}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('ACTIV', ACTIV) as line, row_number
from OC3
