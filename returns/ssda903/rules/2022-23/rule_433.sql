/*---
code: "433"
message: >-
  The episode goes on from the one before by its reason, and does not start on the day on which that
  ended
severity: error
kind: sequence
tables: {Episodes: [RNE, DECOM]}
---*/
-- An end that cannot be read may be that day.
select row_number
from episode_and_the_one_before
where
    RNE in ('P', 'L', 'T', 'U', 'B')
    and (before_DEC is null or before_DEC_on <> DECOM_on)
