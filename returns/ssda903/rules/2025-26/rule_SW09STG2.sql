/*---
code: SW09STG2
message: The social worker episode lasted for less than three days
severity: error
kind: row
tables: {SWEpisodes: [SW_DECOM, SW_DEC]}
---*/
select row_number
from SWEpisodes
where SW_DEC_on - SW_DECOM_on < 3
