/*---
code: "1014"
message: >-
  A young person with care leaver items and no episode in the year is in the list of unaccompanied
  children
severity: error
kind: join
tables: {UASC: [DUC], OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Episodes]
---*/
-- An end that cannot be read may lie in the year.
with
    in_care as (
        select CHILD
        from Episodes
        where DECOM_on <= $collection_end and (DEC_on is null or DEC_on >= $collection_start)
    )
select UASC.row_number as UASC, OC3.row_number as OC3
from UASC
inner join OC3 using (CHILD)
anti join in_care using (CHILD)
where coalesce(OC3.IN_TOUCH, OC3.ACTIV, OC3.ACCOM) is not null
