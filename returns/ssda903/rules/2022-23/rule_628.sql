/*---
code: "628"
message: Whether she is a mother is given for a care leaver without an episode in the return
severity: error
kind: join
tables: {Header: [MOTHER]}
reads: [Episodes, OC3]
---*/
with
    care_leaver as (select CHILD from OC3 where coalesce(IN_TOUCH, ACTIV, ACCOM) is not null)
select Header.row_number
from Header
semi join care_leaver using (CHILD)
anti join Episodes using (CHILD)
where Header.MOTHER is not null
