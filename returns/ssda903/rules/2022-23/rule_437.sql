/*---
code: "437"
message: The child died or was found to be 18 or over, and has a later episode
severity: error
kind: sequence
tables: {Episodes: [REC]}
---*/
select row_number
from episode_in_order
where REC in ('E2', 'E15') and episode_number < episodes_of_child
