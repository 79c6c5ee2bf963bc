/*---
code: "168"
message: The UPN has not the form of one, and is none of UN1 to UN5
severity: error
kind: row
tables: {Header: [UPN]}
---*/
-- A letter other than I, O and S, and twelve digits; the last may be a letter (a temporary UPN). A
-- blank is for 442.
select row_number
from Header
where not regexp_full_match(UPN, '[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]|UN[1-5]')
