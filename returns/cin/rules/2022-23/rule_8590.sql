/*---
code: "8590"
message: The child has no episode of need
severity: error
kind: join
tables: {ChildIdentifiers: [LAchildID]}
reads: [CINdetails]
---*/
-- Children without an identifier have one between them: nobody can say whose it is.
select row_number
from ChildIdentifiers
anti join CINdetails on ChildIdentifiers.LAchildID is not distinct from CINdetails.LAchildID
