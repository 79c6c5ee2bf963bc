/*---
code: "709"
message: The child is deprived of liberty in a placement other than K2, Z12 or Z13
severity: error
kind: join
tables: {DoLo: [DOLO_START], Episodes: [PLACE]}
---*/
-- Asked of those that have ended, and of each placement of their time. One that starts, or ends, on
-- the day of a move is not in both placements.
select DoLo.row_number as DoLo, Episodes.row_number as Episodes
from DoLo
inner join Episodes using (CHILD)
where
    DoLo.DOLO_START_on is not null
    and (Episodes.DEC is null or DoLo.DOLO_START_on < Episodes.DEC_on)
    and DoLo.DOLO_END_on > Episodes.DECOM_on
    and (Episodes.PLACE is null or Episodes.PLACE not in ('K2', 'Z12', 'Z13'))
