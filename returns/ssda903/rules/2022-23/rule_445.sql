/*---
code: "445"
message: A freeing order (D1) is the legal status of an episode that started after December 2005
severity: error
kind: row
tables: {Episodes: [LS, DECOM]}
---*/
select row_number
from Episodes
where LS = 'D1' and DECOM_on > date '2005-12-31'
