/*---
code: "431"
message: A period of care starts on the day on which the episode before ended, or earlier
severity: error
kind: sequence
tables: {Episodes: [RNE, DECOM]}
---*/
select row_number
from episode_and_the_one_before
where RNE = 'S' and DECOM_on <= before_DEC_on
