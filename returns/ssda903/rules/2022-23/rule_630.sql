/*---
code: "630"
message: >-
  The child started to be looked after in the year, and what is asked about earlier permanence is
  not given in full
severity: error
kind: join
tables: {Episodes: [RNE]}
reads: [PrevPerm]
---*/
-- Whoever had none (Z1) has neither authority nor date of one.
select Episodes.row_number
from Episodes
left join PrevPerm using (CHILD)
where
    Episodes.RNE = 'S'
    and Episodes.DECOM_on >= $collection_start
    and (
        PrevPerm.PREV_PERM is null
        or (
            PrevPerm.PREV_PERM <> 'Z1'
            and (PrevPerm.LA_PERM is null or PrevPerm.DATE_PERM is null)
        )
    )
