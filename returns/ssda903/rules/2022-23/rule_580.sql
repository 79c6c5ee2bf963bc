/*---
code: "580"
message: >-
  The child was missing until care ended on the eighteenth birthday, and the reason is not E8
severity: error
kind: join
tables: {Episodes: [REC]}
reads: [Missing]
---*/
select Episodes.row_number
from Episodes
inner join Missing on Missing.CHILD = Episodes.CHILD and Missing.MIS_END_on = Episodes.DEC_on
where
    months_after(Missing.DOB_on, 18 * 12) = Episodes.DEC_on
    and Episodes.REC is distinct from 'E8'
