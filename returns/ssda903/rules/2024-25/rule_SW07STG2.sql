/*---
code: SW07STG2
message: The social worker episode ended before last year, or after this one
severity: error
kind: row
tables: {SWEpisodes: [SW_DEC]}
---*/
-- Episodes are reported for two years.
select row_number
from SWEpisodes
where SW_DEC_on not between months_after($collection_start, -12) and $collection_end
