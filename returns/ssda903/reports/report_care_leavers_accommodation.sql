/*---
report: care_leavers_accommodation
order: 190
title: Care leavers by accommodation
definition: >-
  Care leavers in the return by where they live.
source: "DfE, Children looked after in England including adoptions: care leavers"
table: OC3
fields: {}
lines:
  - {codes: ACCOM}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('ACCOM', ACCOM) as line, row_number
from OC3
