/*---
code: "242"
message: XXXXXXX stands for the URN where no placement for adoption or foster placement is
severity: error
kind: row
tables: {Episodes: [URN]}
---*/
select row_number
from Episodes
where
    upper(URN) = 'XXXXXXX'
    and (
        PLACE is null
        or PLACE not in ('A3', 'A4', 'A5', 'A6', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6')
    )
