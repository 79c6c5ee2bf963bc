/*---
code: "190"
message: Health items are given for a child who was not looked after for the twelve months
severity: error
kind: join
tables:
  OC2:
    [
      CONVICTED, HEALTH_CHECK, IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT, SUBSTANCE_MISUSE,
      INTERVENTION_RECEIVED, INTERVENTION_OFFERED,
    ]
reads: [Episodes]
---*/
select OC2.row_number
from OC2
anti join continuously_looked_after using (CHILD)
where
    coalesce(
        CONVICTED,
        HEALTH_CHECK,
        IMMUNISATIONS,
        TEETH_CHECK,
        HEALTH_ASSESSMENT,
        SUBSTANCE_MISUSE,
        INTERVENTION_RECEIVED,
        INTERVENTION_OFFERED
    )
    is not null
