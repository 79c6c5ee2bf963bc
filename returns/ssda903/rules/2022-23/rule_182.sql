/*---
code: "182"
message: >-
  Some of the health items are given, and immunisations, teeth, health assessment or substance
  misuse are blank
severity: error
kind: row
tables:
  OC2:
    [
      IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT, SUBSTANCE_MISUSE, CONVICTED, HEALTH_CHECK,
      INTERVENTION_RECEIVED, INTERVENTION_OFFERED,
    ]
---*/
-- One of the four makes the others due only for a child of the twelve months, which 191 asks.
select row_number
from OC2
where
    (
        IMMUNISATIONS is null
        or TEETH_CHECK is null
        or HEALTH_ASSESSMENT is null
        or SUBSTANCE_MISUSE is null
    )
    and coalesce(CONVICTED, HEALTH_CHECK, INTERVENTION_RECEIVED, INTERVENTION_OFFERED) is not null
