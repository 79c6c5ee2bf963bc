/*---
code: "243"
message: The placement is outside England, or kept secret, and has a URN
severity: error
kind: row
tables: {Episodes: [URN]}
needs: [PL_LA]
---*/
select row_number
from Episodes
where URN is not null and is_outside_england(PL_LA)
