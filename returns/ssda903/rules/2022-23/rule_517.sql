/*---
code: "517"
message: The adopters are an unmarried couple of different sexes, and the sex is not given as such
severity: error
kind: row
tables: {AD1: [SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from AD1
where LS_ADOPTR = 'L3' and (SEX_ADOPTR is null or SEX_ADOPTR <> 'MF')
