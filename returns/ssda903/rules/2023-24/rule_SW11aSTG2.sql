/*---
code: SW11aSTG2
message: The social worker episode before this ended, and this one does not start within five days
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DECOM]}
---*/
-- Where that ended in the last days of the year SW11bSTG2 asks.
select row_number
from social_worker_in_order
where
    before_SW_DEC_on <= $collection_end - 5
    and SW_DECOM_on not between before_SW_DEC_on - 5 and before_SW_DEC_on + 5
