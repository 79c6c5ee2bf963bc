/*---
code: "446"
message: A placement order (E1) is the legal status of an episode that started before December 2005
severity: error
kind: row
tables: {Episodes: [LS, DECOM]}
---*/
select row_number
from Episodes
where LS = 'E1' and DECOM_on < date '2005-12-01'
