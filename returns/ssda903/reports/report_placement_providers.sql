/*---
report: placement_providers
order: 50
title: Children looked after on 31 March by provider of the placement
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by provider of the placement. Temporary and other placements (T0 to T4, Z1) have none.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by placement provider"
table: Episodes
fields: {Episodes: [DECOM, DEC]}
threshold: 15
lines:
  - {codes: PLACE_PROVIDER}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('PLACE_PROVIDER', PLACE_PROVIDER) as line, row_number
from counted_child_in_care
where not is_short_breaks
