/*---
code: "232"
message: The sex is given as not known; please check
severity: query
kind: row
tables: {Header: [SEX]}
---*/
select row_number
from Header
where upper(SEX) = 'U'
