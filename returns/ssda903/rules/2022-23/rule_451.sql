/*---
code: "451"
message: The child is still freed for adoption, and such orders ended in December 2005
severity: error
kind: row
tables: {Episodes: [DEC, REC, LS]}
---*/
select row_number
from Episodes
where LS = 'D1' and DEC is null and REC is null
