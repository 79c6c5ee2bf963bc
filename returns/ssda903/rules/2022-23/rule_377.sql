/*---
code: "377"
message: The child has more than two temporary placements for the carer's holiday
severity: error
kind: sequence
tables: {Episodes: [PLACE]}
---*/
select row_number
from Episodes
where PLACE = 'T3' and CHILD is not null
qualify count(*) over (partition by CHILD) > 2
