/*---
code: "550"
message: Parents are said to provide a placement that is not with parents
severity: error
kind: row
tables: {Episodes: [PLACE, PLACE_PROVIDER]}
---*/
select row_number
from Episodes
where PLACE_PROVIDER = 'PR0' and PLACE is distinct from 'P1'
