/*---
code: "519"
message: The adopters are civil partners, and the sex is not given as that of two
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from AD1
where LS_ADOPTR = 'L2' and (SEX_ADOPTR is null or SEX_ADOPTR not in ('MM', 'FF', 'MF'))
