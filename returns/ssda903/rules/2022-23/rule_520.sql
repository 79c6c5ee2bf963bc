/*---
code: "520"
message: The adopters are a married couple of different sexes, and the sex is not given as such
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from AD1
where LS_ADOPTR = 'L11' and (SEX_ADOPTR is null or SEX_ADOPTR <> 'MF')
