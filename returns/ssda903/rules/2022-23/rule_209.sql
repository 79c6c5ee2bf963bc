/*---
code: "209"
message: The UPN is UN1, of a child too young for school, and the child is of school age
severity: error
kind: row
tables: {Header: [UPN, DOB]}
---*/
-- Four years old by the end of the August before the year that precedes this one.
select row_number
from Header
where
    UPN = 'UN1'
    and months_after(DOB_on, 4 * 12) <= make_date(year($collection_start) - 1, 8, 31)
