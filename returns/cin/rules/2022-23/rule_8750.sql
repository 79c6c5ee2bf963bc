/*---
code: "8750"
message: The gender of an unborn child must be 0
severity: error
kind: row
tables: {ChildIdentifiers: [GenderCurrent, PersonBirthDate, ExpectedPersonBirthDate]}
---*/
select row_number
from ChildIdentifiers
where
    PersonBirthDate is null
    and ExpectedPersonBirthDate is not null
    and GenderCurrent is distinct from '0'
