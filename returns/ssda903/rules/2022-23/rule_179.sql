/*---
code: "179"
message: Whether the placement is inside the authority is blank or neither IN nor OUT
severity: error
kind: row
tables: {Episodes: [PL_LOCATION]}
needs: [PL_LOCATION]
---*/
select row_number
from Episodes
where
    (LS is null or LS not in ('V3', 'V4'))
    and (PL_LOCATION is null or PL_LOCATION not in ('IN', 'OUT'))
