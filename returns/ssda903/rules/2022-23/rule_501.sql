/*---
code: "501"
message: The episode started before the one before it ended
severity: error
kind: sequence
tables: {Episodes: [DECOM, DEC]}
---*/
select row_number
from episode_and_the_one_before
where DECOM_on < before_DEC_on
