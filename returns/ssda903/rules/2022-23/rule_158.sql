/*---
code: "158"
message: Whether help was offered with substance misuse is given, though help was received
severity: error
kind: row
tables: {OC2: [INTERVENTION_OFFERED, INTERVENTION_RECEIVED]}
---*/
select row_number
from OC2
where INTERVENTION_RECEIVED = '1' and INTERVENTION_OFFERED is not null
