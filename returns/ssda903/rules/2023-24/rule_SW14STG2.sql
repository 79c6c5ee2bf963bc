/*---
code: SW14STG2
message: The end of the social worker episode is blank, and it is not the child's latest
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DEC]}
---*/
select row_number
from social_worker_in_order
where episode_number < episodes_of_child and SW_DEC is null
