/*---
code: "222"
message: The placement is of a type without a URN, and one is given
severity: error
kind: row
tables: {Episodes: [URN]}
---*/
select row_number
from Episodes
where
    upper(URN) <> 'XXXXXXX'
    and PLACE in (
        'P1', 'P3', 'R1', 'R2', 'R5', 'T0', 'T1', 'T2', 'T3', 'T4', 'Z11', 'Z12', 'Z13',
        'Z14'
    )
