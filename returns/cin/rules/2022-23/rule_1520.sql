/*---
code: "1520"
message: Another child has the same UPN
severity: error
kind: row
tables: {ChildIdentifiers: [UPN]}
---*/
select row_number
from ChildIdentifiers
where UPN is not null
qualify count(*) over (partition by UPN) > 1
