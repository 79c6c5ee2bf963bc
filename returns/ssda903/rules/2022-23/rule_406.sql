/*---
code: "406"
message: >-
  A distance is given for a child who is, or was last year, an unaccompanied asylum seeker
severity: error
kind: join
tables: {Episodes: [PL_DISTANCE]}
optional: [UASC, UASC_previous]
needs: [PL_DISTANCE]
---*/
select Episodes.row_number
from Episodes
semi join unaccompanied_child using (CHILD)
where Episodes.PL_DISTANCE is not null
