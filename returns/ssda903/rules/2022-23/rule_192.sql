/*---
code: "192"
message: The child misuses substances, and whether help was received is blank
severity: error
kind: row
tables: {OC2: [INTERVENTION_RECEIVED, SUBSTANCE_MISUSE]}
---*/
select row_number
from OC2
where SUBSTANCE_MISUSE = '1' and INTERVENTION_RECEIVED is null
