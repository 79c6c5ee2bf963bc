/*---
code: SW10bSTG2
message: >-
  A first contact with a social worker starts before the episode before it has ended, or on that
  day
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DECOM, SW_REASON]}
---*/
select row_number
from social_worker_in_order
where SW_REASON = 'FCONTA' and SW_DECOM_on <= before_SW_DEC_on
