/*---
code: "214"
message: A short break has a postcode of the placement or a URN
severity: error
kind: row
tables: {Episodes: [PL_POST, URN]}
---*/
select row_number, if(PL_POST is null, 'URN', 'PL_POST') as field
from Episodes
where LS in ('V3', 'V4') and (PL_POST is not null or URN is not null)
