/*---
code: "454"
message: The placement is more than 350 miles from home
severity: query
kind: row
tables: {Episodes: [PL_DISTANCE]}
needs: [PL_DISTANCE]
---*/
-- 999.9 stands for a distance that is not known.
select row_number
from Episodes
where PL_DISTANCE_n > 350 and PL_DISTANCE_n <> 999.9
