/*---
code: "1550"
message: The last character of the UPN is neither a digit nor a letter that is allowed
severity: error
kind: row
tables: {ChildIdentifiers: [UPN]}
---*/
-- A capital letter, but not I, O or S.
select row_number
from ChildIdentifiers
where length(UPN) = 13 and not regexp_full_match(UPN[13], '[0-9A-HJ-NP-RT-Z]')
