/*---
code: "381"
message: A temporary placement ends care, which should end in the placement that it interrupts
severity: error
kind: row
tables: {Episodes: [PLACE, REC]}
---*/
select row_number
from Episodes
where PLACE in ('T0', 'T1', 'T2', 'T3', 'T4') and REC <> 'X1'
