/*---
code: "8510"
message: Another child has the same identifier
severity: error
kind: row
tables: {ChildIdentifiers: [LAchildID]}
---*/
select row_number
from ChildIdentifiers
where LAchildID is not null
qualify count(*) over (partition by LAchildID) > 1
