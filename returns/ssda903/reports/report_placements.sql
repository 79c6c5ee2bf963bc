/*---
report: placements
order: 20
title: Children looked after on 31 March by placement
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by placement.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by placement"
table: Episodes
fields: {Episodes: [DECOM, DEC]}
threshold: 15
lines:
  - {codes: PLACE}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('PLACE', PLACE) as line, row_number
from counted_child_in_care
where not is_short_breaks
