/*---
code: "611"
message: The child is a mother, and the date of birth of her child is blank
severity: error
kind: row
tables: {Header: [MOTHER, MC_DOB]}
---*/
select row_number, 'MC_DOB' as field
from Header
where MOTHER = '1' and MC_DOB is null
