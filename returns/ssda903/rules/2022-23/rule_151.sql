/*---
code: "151"
message: Some of the six items on the adoption are given, and not all of them
severity: error
kind: row
tables: {AD1: [DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR]}
---*/
select row_number
from adoption_items
where items_given between 1 and 5
