/*---
code: "524"
message: The adopters are a married couple of one sex, and the sex is not given as such
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from AD1
where LS_ADOPTR = 'L12' and (SEX_ADOPTR is null or SEX_ADOPTR not in ('MM', 'FF'))
