/*---
code: "408"
message: The placement for adoption is one under a placement order, and the legal status is another
severity: error
kind: row
tables: {Episodes: [PLACE, LS]}
---*/
select row_number
from Episodes
where PLACE in ('A5', 'A6') and LS is distinct from 'E1'
