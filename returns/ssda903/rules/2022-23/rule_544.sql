/*---
code: "544"
message: >-
  A conviction is given, and immunisations, teeth, health assessment or substance misuse are blank
severity: error
kind: row
tables: {OC2: [CONVICTED, IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT, SUBSTANCE_MISUSE]}
---*/
select row_number
from OC2
where
    CONVICTED = '1'
    and (
        IMMUNISATIONS is null
        or TEETH_CHECK is null
        or HEALTH_ASSESSMENT is null
        or SUBSTANCE_MISUSE is null
    )
