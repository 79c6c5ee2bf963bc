/*---
code: SW02STG1
message: >-
  The social worker's id is blank, shorter than four characters, or begins with neither SW nor XX
severity: error
kind: row
tables: {SWEpisodes: [SW_ID]}
---*/
-- Four characters at the least.
select row_number
from SWEpisodes
where
    SW_ID is null
    or left(SW_ID, 2) not in ('SW', 'XX')
    or length(SW_ID) < 4
