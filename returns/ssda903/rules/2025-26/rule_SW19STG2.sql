/*---
code: SW19STG2
message: Two social worker episodes of the child start on one day
severity: error
kind: row
tables: {SWEpisodes: [SW_DECOM, SW_DEC]}
---*/
select row_number
from SWEpisodes
where CHILD is not null and SW_DECOM_on is not null
qualify count(*) over (partition by CHILD, SW_DECOM_on) > 1
