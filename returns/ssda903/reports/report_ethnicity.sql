/*---
report: ethnicity
order: 80
title: Children looked after on 31 March by ethnicity
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by ethnicity.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by ethnicity"
table: Header
fields: {Episodes: [DECOM, DEC]}
lines:
  - {codes: ETHNIC}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('ETHNIC', ETHNIC) as line, row_number
from Header
semi join (select CHILD from counted_child_in_care where not is_short_breaks) using (CHILD)
