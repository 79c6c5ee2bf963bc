/*---
code: "8525Q"
message: The child has neither a date of birth nor an expected one, or has both
severity: query
kind: row
tables: {ChildIdentifiers: [PersonBirthDate, ExpectedPersonBirthDate]}
---*/
-- A date that is there but cannot be read is a matter of form, not of this rule.
select row_number
from ChildIdentifiers
where (PersonBirthDate is null) = (ExpectedPersonBirthDate is null)
