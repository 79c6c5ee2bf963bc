/*---
code: "1000"
message: Care leaver data are given for somebody who died in care, this year or last
severity: error
kind: join
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Episodes, Episodes_previous]
optional: [Episodes_previous]
---*/
with
    died as (
        select CHILD from Episodes where REC = 'E2'
        union
        select CHILD from Episodes_previous where REC = 'E2'
    )
select OC3.row_number
from OC3
semi join died using (CHILD)
