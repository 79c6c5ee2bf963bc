/*---
code: SW10STG2
message: The social worker episode starts on no day within a week of the end of the one before
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DECOM]}
---*/
select row_number
from social_worker_gap
