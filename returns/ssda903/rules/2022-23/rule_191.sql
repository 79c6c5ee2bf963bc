/*---
code: "191"
message: >-
  A child who was looked after for the twelve months has no row in OC2, or one without
  immunisations, teeth, health assessment or substance misuse
severity: error
kind: join
tables:
  OC2: [IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT, SUBSTANCE_MISUSE]
  Episodes: [CHILD]
---*/
-- A child without a row is found on the first episode.
select row_number as OC2
from OC2
semi join continuously_looked_after using (CHILD)
where
    IMMUNISATIONS is null
    or TEETH_CHECK is null
    or HEALTH_ASSESSMENT is null
    or SUBSTANCE_MISUSE is null
union all by name
select row_number as Episodes
from episode_in_order
semi join continuously_looked_after using (CHILD)
anti join OC2 using (CHILD)
where episode_number = 1
