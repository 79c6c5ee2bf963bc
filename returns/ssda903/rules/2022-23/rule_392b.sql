/*---
code: "392b"
message: The postcode of the home or of the placement is blank
severity: error
kind: join
tables: {Episodes: [HOME_POST, PL_POST]}
optional: [UASC, UASC_previous]
---*/
-- None is asked of children who are, or were last year, unaccompanied asylum seekers, nor of short
-- breaks.
select Episodes.row_number, if(Episodes.HOME_POST is null, 'HOME_POST', 'PL_POST') as field
from Episodes
anti join unaccompanied_child using (CHILD)
where
    (Episodes.HOME_POST is null or Episodes.PL_POST is null)
    and (Episodes.LS is null or Episodes.LS not in ('V3', 'V4'))
