/*---
code: "217t"
message: Independent living (P2) lasted beyond 28 October 2023, its last day as a placement
severity: error
kind: row
tables: {Episodes: [PLACE, DECOM]}
---*/
select row_number
from Episodes
where PLACE = 'P2' and (DEC_on > date '2023-10-28' or DEC is null)
