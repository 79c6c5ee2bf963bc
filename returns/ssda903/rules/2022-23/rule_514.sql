/*---
code: "514"
message: The adopter is single, and the sex is not given as that of one
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from AD1
where LS_ADOPTR = 'L0' and (SEX_ADOPTR is null or SEX_ADOPTR not in ('M1', 'F1'))
