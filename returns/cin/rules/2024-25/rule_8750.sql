/*---
code: "8750"
message: The sex of an unborn child must be U
severity: error
kind: row
tables: {ChildIdentifiers: [Sex, PersonBirthDate, ExpectedPersonBirthDate]}
---*/
select row_number
from ChildIdentifiers
where PersonBirthDate is null and ExpectedPersonBirthDate is not null and Sex is distinct from 'U'
