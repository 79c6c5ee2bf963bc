/*---
code: SW02STG1
message: The id of the social worker does not start with SW or XX
severity: error
kind: row
tables: {SWEpisodes: [SW_ID]}
---*/
select row_number
from SWEpisodes
where
    SW_ID is null
    or left(SW_ID, 2) not in ('SW', 'XX')
