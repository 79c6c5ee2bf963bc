/*---
code: "635"
message: >-
  The authority or the date of an earlier permanence is given, and that there was one is not
severity: error
kind: row
tables: {PrevPerm: [PREV_PERM, LA_PERM, DATE_PERM]}
---*/
select row_number
from PrevPerm
where
    coalesce(LA_PERM, DATE_PERM) is not null and (PREV_PERM is null or PREV_PERM = 'Z1')
