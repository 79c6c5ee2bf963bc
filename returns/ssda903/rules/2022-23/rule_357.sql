/*---
code: "357"
message: The child's first episode started in the year, with another reason than S
severity: error
kind: sequence
tables: {Episodes: [RNE]}
---*/
-- One that started earlier was in last year's return, and may go on from there.
select row_number
from episode_in_order
where episode_number = 1 and DECOM_on >= $collection_start and RNE is distinct from 'S'
