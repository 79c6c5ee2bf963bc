/*---
code: "104"
message: >-
  The day on which the child ceased to be an unaccompanied asylum seeker is no date, or is before
  the year
severity: error
kind: row
tables: {UASC: [DUC]}
---*/
select row_number
from UASC
where (DUC is not null and DUC_on is null) or DUC_on < $collection_start
