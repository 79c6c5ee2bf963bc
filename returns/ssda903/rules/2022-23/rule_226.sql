/*---
code: "226"
message: >-
  A reason for the change of placement is given for a temporary placement, or for the move to one
severity: error
kind: sequence
tables: {Episodes: [REASON_PLACE_CHANGE, PLACE]}
---*/
-- Found on the temporary placement, by its own reason or that of the episode before it.
select row_number
from Episodes
where PLACE in ('T0', 'T1', 'T2', 'T3', 'T4') and REASON_PLACE_CHANGE is not null
union
select row_number
from episode_and_the_one_before
where PLACE in ('T0', 'T1', 'T2', 'T3', 'T4') and before_REASON_PLACE_CHANGE is not null
