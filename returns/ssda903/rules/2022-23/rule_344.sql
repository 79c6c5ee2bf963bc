/*---
code: "344"
message: >-
  The young person died or went home to parents, and activity or accommodation is not 0
severity: error
kind: row
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
---*/
select row_number
from OC3
where
    IN_TOUCH in ('DIED', 'RHOM')
    and (ACTIV is distinct from '0' or ACCOM is distinct from '0')
