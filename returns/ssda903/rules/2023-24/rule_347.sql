/*---
code: "347"
message: The young person lives in a foyer and was under 18 when the year began
severity: error
kind: row
tables: {OC3: [ACCOM, DOB]}
---*/
-- T is the foyer of older years, T1 and T2 are the suitable and the unsuitable one.
select row_number
from OC3
where ACCOM in ('T', 'T1', 'T2') and age_on(DOB_on, $collection_start) < 18
