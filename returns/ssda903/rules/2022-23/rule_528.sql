/*---
code: "528"
message: >-
  A placement with parents, in hospital or in custody is said to be another authority's provision
severity: error
kind: row
tables: {Episodes: [PLACE, PLACE_PROVIDER]}
---*/
select row_number, 'PLACE_PROVIDER' as field
from Episodes
where PLACE_PROVIDER = 'PR2' and PLACE in ('P1', 'R2', 'R5')
