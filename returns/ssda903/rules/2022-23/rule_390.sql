/*---
code: "390"
message: The child was adopted out of a placement that was not for adoption
severity: error
kind: row
tables: {Episodes: [PLACE, REC]}
---*/
select row_number
from Episodes
where REC in ('E11', 'E12') and (PLACE is null or PLACE not in ('A3', 'A4', 'A5', 'A6'))
