/*---
code: "527"
message: A placement with parents, in hospital or in custody is said to be own provision
severity: error
kind: row
tables: {Episodes: [PLACE, PLACE_PROVIDER]}
---*/
select row_number, 'PLACE_PROVIDER' as field
from Episodes
where PLACE_PROVIDER = 'PR1' and PLACE in ('P1', 'R2', 'R5')
