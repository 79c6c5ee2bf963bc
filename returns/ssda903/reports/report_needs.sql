/*---
report: needs
order: 40
title: Children looked after on 31 March by category of need
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by category of need.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by category of need"
table: Episodes
fields: {Episodes: [DECOM, DEC]}
threshold: 15
lines:
  - {codes: CIN}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('CIN', CIN) as line, row_number
from counted_child_in_care
where not is_short_breaks
