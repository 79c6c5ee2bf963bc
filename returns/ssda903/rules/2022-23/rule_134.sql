/*---
code: "134"
message: Adoption items are given for a young person with care leaver items
severity: error
kind: join
tables: {AD1: [DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR]}
reads: [OC3]
---*/
select AD1.row_number
from AD1
inner join OC3 using (CHILD)
where
    coalesce(
        AD1.DATE_INT,
        AD1.DATE_MATCH,
        AD1.FOSTER_CARE,
        AD1.NB_ADOPTR,
        AD1.SEX_ADOPTR,
        AD1.LS_ADOPTR
    )
    is not null
    and coalesce(OC3.IN_TOUCH, OC3.ACTIV, OC3.ACCOM) is not null
