/*---
code: "217"
message: >-
  The child is to be adopted by the foster carer, and the episode starts with neither S, T nor U
severity: error
kind: row
tables: {Episodes: [RNE, PLACE, DECOM]}
---*/
-- Asked of episodes from April 2015. A reason that is not given is none of the three.
select row_number
from Episodes
where
    PLACE in ('A3', 'A5')
    and DECOM_on >= date '2015-04-01'
    and (RNE is null or RNE not in ('S', 'T', 'U'))
