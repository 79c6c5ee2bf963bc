/*---
report: children
order: 10
title: Children
definition: Children with a record in the return, whatever became of their referral.
source: "DfE, Children in need census 2023 to 2024 guide, 1.10, check 01"
table: ChildIdentifiers
fields: {ChildIdentifiers: [PersonBirthDate, ExpectedPersonBirthDate, PersonDeathDate]}
lines:
  - {line: all, label: Children in the return, check: 15}
  - {line: unborn, label: Not yet born, definition: An expected date of birth and no date of birth}
  - {line: died, label: Died in the year}
---*/
select 'all' as line, row_number
from ChildIdentifiers
union all
select 'unborn' as line, row_number
from ChildIdentifiers
where PersonBirthDate is null and ExpectedPersonBirthDate is not null
union all
select 'died' as line, row_number
from ChildIdentifiers
where in_year(PersonDeathDate_on)
