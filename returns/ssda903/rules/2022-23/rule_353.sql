/*---
code: "353"
message: The episode started before 14 October 1991, when the Children Act came into force
severity: error
kind: row
tables: {Episodes: [DECOM]}
---*/
select row_number
from Episodes
where DECOM_on < date '1991-10-14'
