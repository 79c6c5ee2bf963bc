/*---
code: "518"
message: The adopters are a couple of one sex, neither married nor partners, and the sex is not given as such
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from AD1
where LS_ADOPTR = 'L4' and (SEX_ADOPTR is null or SEX_ADOPTR not in ('MM', 'FF'))
