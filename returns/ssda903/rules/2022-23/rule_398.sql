/*---
code: "398"
message: A short break has a postcode, though no distance is asked of it
severity: error
kind: row
tables: {Episodes: [LS, HOME_POST, PL_POST]}
---*/
select row_number
from Episodes
where LS in ('V3', 'V4') and (HOME_POST is not null or PL_POST is not null)
