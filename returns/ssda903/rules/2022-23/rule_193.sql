/*---
code: "193"
message: Help with substance misuse is given for a child who is not said to misuse substances
severity: error
kind: row
tables: {OC2: [SUBSTANCE_MISUSE, INTERVENTION_RECEIVED, INTERVENTION_OFFERED]}
---*/
select row_number
from OC2
where
    (SUBSTANCE_MISUSE is null or SUBSTANCE_MISUSE = '0')
    and coalesce(INTERVENTION_RECEIVED, INTERVENTION_OFFERED) is not null
