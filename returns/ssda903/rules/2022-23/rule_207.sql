/*---
code: "207"
message: Last year the child was a mother, and this year is not said to be one
severity: error
kind: previous_year
tables: {Header: [MOTHER]}
reads: [Episodes, Header_previous]
needs: [previous]
---*/
-- Asked of those who have an episode in this year.
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
semi join Episodes using (CHILD)
where before.MOTHER = '1' and this.MOTHER is distinct from '1'
