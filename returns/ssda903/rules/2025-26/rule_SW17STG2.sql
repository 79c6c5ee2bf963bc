/*---
code: SW17STG2
message: The child has no social worker episode that is open at the end of the year
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DEC, SW_DECOM]}
---*/
-- Said of the latest.
select row_number
from social_worker_in_order
where episode_number = episodes_of_child and SW_DEC is not null
