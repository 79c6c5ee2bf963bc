/*---
code: SW01aSTG1
message: >-
  The social worker episode has no start, or started before April 2023 and has no id of a worker
severity: error
kind: row
tables: {SWEpisodes: [SW_DECOM, SW_ID]}
---*/
select row_number, if(SW_DECOM is null, 'SW_DECOM', 'SW_ID') as field
from SWEpisodes
where
    SW_DECOM is null
    or (SW_DECOM_on < date '2023-04-01' and SW_ID is null)
