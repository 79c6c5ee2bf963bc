/*---
code: "366"
message: >-
  An episode of a short break starts with another reason than S: nothing changes within one
severity: error
kind: row
tables: {Episodes: [RNE]}
---*/
select row_number
from Episodes
where LS = 'V3' and RNE is distinct from 'S'
