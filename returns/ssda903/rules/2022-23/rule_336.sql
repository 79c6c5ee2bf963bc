/*---
code: "336"
message: >-
  The child is to be adopted by the foster carer, and the placement before was no foster placement
  nor one for adoption
severity: error
kind: sequence
tables: {Episodes: [PLACE]}
---*/
select row_number
from episode_and_the_one_before
where
    PLACE in ('A3', 'A5')
    and (
        before_PLACE is null
        or before_PLACE not in ('A3', 'A4', 'A5', 'A6', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6')
    )
