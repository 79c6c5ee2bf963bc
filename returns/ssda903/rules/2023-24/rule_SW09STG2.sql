/*---
code: SW09STG2
message: The social worker episode ended on the day on which it started
severity: error
kind: row
tables: {SWEpisodes: [SW_DECOM, SW_DEC]}
---*/
select row_number
from SWEpisodes
where SW_DEC = SW_DECOM
