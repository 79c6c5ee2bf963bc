/*---
report: legal_statuses
order: 30
title: Children looked after on 31 March by legal status
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by legal status.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by legal status"
table: Episodes
fields: {Episodes: [DECOM, DEC]}
threshold: 15
lines:
  - {codes: LS}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('LS', LS) as line, row_number
from counted_child_in_care
where not is_short_breaks
