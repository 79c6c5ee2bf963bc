/*---
code: "706"
message: >-
  A deprivation of liberty was open at the end of last year, and this year has none with that start
severity: error
kind: previous_year
tables: {DoLo: [DOLO_START]}
reads: [DoLo_previous]
optional: [DoLo]
needs: [previous]
---*/
-- No row of this year is wrong: the one that is missing would be. The finding names the child and
-- the start.
select DoLo_previous.CHILD as child_id, DoLo_previous.DOLO_START as value
from DoLo_previous
anti join DoLo
    on DoLo.CHILD = DoLo_previous.CHILD and DoLo.DOLO_START = DoLo_previous.DOLO_START
where DoLo_previous.DOLO_START is not null and DoLo_previous.DOLO_END is null
