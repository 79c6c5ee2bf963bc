/*---
code: "393"
message: The child is looked after, female, and it is not said whether she is a mother
severity: error
kind: join
tables: {Header: [MOTHER]}
reads: [Episodes]
---*/
-- Not asked of those who have nothing but short breaks.
select Header.row_number
from Header
semi join (
    select CHILD from Episodes where LS is null or LS not in ('V3', 'V4')
) as looked_after using (CHILD)
where Header.SEX = 'F' and Header.MOTHER is null
