/*---
code: SW18STG2
message: The social worker episode ended before it started, or on that day
severity: error
kind: row
tables: {SWEpisodes: [SW_DEC, SW_DECOM]}
---*/
select row_number
from SWEpisodes
where SW_DEC_on <= SW_DECOM_on
