/*---
code: SW11bSTG2
message: The child's last social worker episode ended in the last days of the year
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DEC]}
---*/
-- In the last five days, or on the last but five.
select row_number
from social_worker_in_order
where
    episode_number = episodes_of_child
    and SW_DEC_on between $collection_end - 5 and $collection_end
