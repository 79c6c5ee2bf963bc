/*---
code: "215"
message: Health items are given for a young person with care leaver items
severity: error
kind: join
tables:
  OC3: [IN_TOUCH, ACTIV, ACCOM]
  OC2:
    [
      CONVICTED, HEALTH_CHECK, IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT, SUBSTANCE_MISUSE,
      INTERVENTION_RECEIVED, INTERVENTION_OFFERED,
    ]
---*/
select OC3.row_number as OC3, OC2.row_number as OC2
from OC3
inner join OC2 using (CHILD)
where
    coalesce(OC3.IN_TOUCH, OC3.ACTIV, OC3.ACCOM) is not null
    and coalesce(
        OC2.CONVICTED,
        OC2.HEALTH_CHECK,
        OC2.IMMUNISATIONS,
        OC2.TEETH_CHECK,
        OC2.HEALTH_ASSESSMENT,
        OC2.SUBSTANCE_MISUSE,
        OC2.INTERVENTION_RECEIVED,
        OC2.INTERVENTION_OFFERED
    )
    is not null
