/*---
code: SW08STG2
message: A later social worker episode has started, and this one has no end
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DEC]}
---*/
select row_number
from social_worker_in_order
where episode_number < episodes_of_child and SW_DEC is null
