/*---
code: SW10aSTG2
message: The social worker episode does not start within a week of the end of the one before
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DECOM]}
---*/
-- A first contact starts anew.
select row_number
from social_worker_gap
where SW_REASON is null or SW_REASON <> 'FCONTA'
