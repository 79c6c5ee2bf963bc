/*---
code: "393"
message: A girl is looked after, and whether she is a mother is blank
severity: error
kind: join
tables: {Header: [MOTHER]}
reads: [Episodes]
---*/
-- Not asked of those who have nothing but short breaks.
select Header.row_number
from Header
semi join child_with_more_than_short_breaks using (CHILD)
where Header.SEX = '2' and Header.MOTHER is null
