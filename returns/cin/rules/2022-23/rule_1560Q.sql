/*---
code: "1560Q"
message: The former UPN has not the form of a UPN
severity: query
kind: row
tables: {ChildIdentifiers: [FormerUPN]}
---*/
-- A letter, eleven digits, and a digit or (in a temporary number) a letter. A former number is
-- often a temporary one (DfE guide 2023 to 2024, 2.2 and 2.3).
select row_number
from ChildIdentifiers
where not regexp_full_match(FormerUPN, '[A-Za-z][0-9]{11}[0-9A-Za-z]')
