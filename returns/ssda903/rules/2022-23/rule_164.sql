/*---
code: "164"
message: The distance from home is not between 0 and 999.9 miles
severity: error
kind: join
tables: {Episodes: [PL_DISTANCE]}
optional: [UASC, UASC_previous]
needs: [PL_DISTANCE]
---*/
-- No distance is asked of children who are, or were last year, unaccompanied asylum seekers, nor of
-- short breaks.
select Episodes.row_number
from Episodes
anti join unaccompanied_child using (CHILD)
where
    Episodes.PL_DISTANCE is not null
    and (Episodes.PL_DISTANCE_n is null or Episodes.PL_DISTANCE_n not between 0 and 999.9)
    and (Episodes.LS is null or Episodes.LS not in ('V3', 'V4'))
