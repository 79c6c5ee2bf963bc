/*---
code: "1540"
message: Characters 5 to 12 of the UPN are not all digits
severity: error
kind: row
tables: {ChildIdentifiers: [UPN]}
---*/
select row_number from ChildIdentifiers where not regexp_full_match(substr(UPN, 5, 8), '[0-9]+')
