/*---
code: "3001"
message: A young person who turned 17 in the year lives with former foster carers
severity: error
kind: join
tables: {OC3: [ACCOM]}
reads: [Header]
---*/
-- Staying with them is for those who are 18: before that the child is looked after.
select OC3.row_number
from OC3
inner join Header using (CHILD)
where OC3.ACCOM in ('Z1', 'Z2') and in_year(months_after(Header.DOB_on, 12 * 17))
