/*---
code: "222"
message: A URN is given for a placement type that has none
severity: error
kind: row
tables: {Episodes: [URN]}
---*/
select row_number
from Episodes
where
    upper(URN) <> 'XXXXXXX'
    and PLACE in (
        'P1', 'P3', 'R1', 'R2', 'R5', 'T0', 'T1', 'T2', 'T3', 'T4', 'Z1'
    )
