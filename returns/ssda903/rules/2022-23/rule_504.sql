/*---
code: "504"
message: The need is another than in the episode from which this one goes on
severity: error
kind: sequence
tables: {Episodes: [CIN]}
---*/
select row_number
from episode_and_the_one_before
where before_REC = 'X1' and before_DEC_on = DECOM_on and CIN is distinct from before_CIN
