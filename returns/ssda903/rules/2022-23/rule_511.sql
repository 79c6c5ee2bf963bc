/*---
code: "511"
message: There are two adopters, and their sex is given as that of one
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, NB_ADOPTR]}
---*/
select row_number
from AD1
where NB_ADOPTR = '2' and SEX_ADOPTR in ('M1', 'F1')
