/*---
report: liberty_orders
order: 240
title: Deprivation of liberty orders
definition: >-
  Orders by their dates; an order that ends on 31 March is not open at its close.
source: "SSDA903 2026 to 2027, deprivation of liberty"
table: DoLo
fields: {DoLo: [DOLO_START, DOLO_END]}
first_year: 2026-27
lines:
  - {line: started, label: Orders that started in the year}
  - {line: at_end, label: Orders open on 31 March}
  - {line: children_at_end, label: Children under an order on 31 March, counts: children}
---*/
select 'started' as line, row_number
from DoLo
where in_year(DOLO_START_on)
union all
select unnest(['at_end', 'children_at_end']) as line, row_number
from DoLo
where is_open_on(DOLO_START_on, DOLO_END, DOLO_END_on, $collection_end)
