/*---
code: "392d"
message: Home and placement have one postcode, and the child is not placed with parents
severity: error
kind: row
tables: {Episodes: [HOME_POST, PL_POST, PLACE]}
---*/
select row_number
from Episodes
where postcode_key(HOME_POST) = postcode_key(PL_POST) and PLACE is distinct from 'P1'
