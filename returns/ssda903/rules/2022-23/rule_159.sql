/*---
code: "159"
message: >-
  The child received no help with substance misuse, and whether it was offered is blank
severity: error
kind: row
tables: {OC2: [INTERVENTION_OFFERED, SUBSTANCE_MISUSE, INTERVENTION_RECEIVED]}
---*/
select row_number
from OC2
where SUBSTANCE_MISUSE = '1' and INTERVENTION_RECEIVED = '0' and INTERVENTION_OFFERED is null
