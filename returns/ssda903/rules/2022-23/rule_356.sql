/*---
code: "356"
message: The episode ceased before it started
severity: error
kind: row
tables: {Episodes: [DECOM, DEC]}
---*/
select row_number
from Episodes
where DEC_on < DECOM_on
