/*---
code: "225"
message: The placement changed for another and the reason for the change is blank
severity: error
kind: sequence
tables: {Episodes: [REASON_PLACE_CHANGE]}
---*/
-- The reason stands on the episode that ends. A temporary placement and the move to one need none.
select before_row as row_number
from episode_and_the_one_before
where
    before_REC = 'X1'
    and before_REASON_PLACE_CHANGE is null
    and RNE in ('P', 'B', 'T', 'U')
    and (before_PLACE is null or before_PLACE not in ('T0', 'T1', 'T2', 'T3', 'T4'))
    and (PLACE is null or PLACE not in ('T0', 'T1', 'T2', 'T3', 'T4'))
