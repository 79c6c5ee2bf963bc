/*---
code: "612"
message: A date of birth of a mother's child is given, and the child is said not to be a mother
severity: error
kind: row
tables: {Header: [SEX, MOTHER, MC_DOB]}
---*/
select row_number, 'MOTHER' as field
from Header
where SEX = '2' and MC_DOB is not null and (MOTHER is null or MOTHER = '0')
