/*---
code: "365"
message: A single short break lasted longer than 17 days
severity: error
kind: row
tables: {Episodes: [LS, DECOM, DEC]}
---*/
-- One that is open is counted to the end of the year.
select row_number
from Episodes
where LS = 'V3' and if(DEC is null, $collection_end, DEC_on) - DECOM_on > 17
