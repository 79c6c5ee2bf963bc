/*---
code: "9000Q"
message: No child has a date on which pre-proceedings were decided
severity: query
kind: authority
tables: {PreProceedings: [PPStartDate]}
optional: [PreProceedings]
---*/
-- Dates count, not records: blank everywhere is an authority that does not collect it yet. A return
-- without the module is asked here and in 8995Q.
select 'Records: ' || count(*) as value
from PreProceedings
having count(PPStartDate) = 0
