/*---
code: "531"
message: A placement with parents is said to be voluntary provision
severity: error
kind: row
tables: {Episodes: [PLACE, PLACE_PROVIDER]}
---*/
select row_number, 'PLACE_PROVIDER' as field
from Episodes
where PLACE_PROVIDER = 'PR5' and PLACE = 'P1'
