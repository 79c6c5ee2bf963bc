/*---
code: "187"
message: >-
  Adoption or care leaver items are given for a child who was looked after for the twelve months
severity: error
kind: join
tables:
  AD1: [DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR]
  OC3: [IN_TOUCH, ACTIV, ACCOM]
reads: [Episodes]
optional: [AD1, OC3]
---*/
select row_number as AD1
from AD1
semi join continuously_looked_after using (CHILD)
where
    coalesce(DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR) is not null
union all by name
select row_number as OC3
from OC3
semi join continuously_looked_after using (CHILD)
where coalesce(IN_TOUCH, ACTIV, ACCOM) is not null
