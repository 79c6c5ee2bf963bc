/*---
code: "420"
message: A short break has an authority of the placement
severity: error
kind: row
tables: {Episodes: [PL_LA]}
needs: [PL_LA]
---*/
select row_number
from Episodes
where LS in ('V3', 'V4') and PL_LA is not null
