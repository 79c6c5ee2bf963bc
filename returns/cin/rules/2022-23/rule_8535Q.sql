/*---
code: "8535Q"
message: The child died before birth, or has no date of birth
severity: query
kind: row
tables: {ChildIdentifiers: [PersonDeathDate, PersonBirthDate]}
---*/
-- A pregnancy that ended early shows here too, by intention: the council says so in a note (DfE
-- guide 2023 to 2024, 1.9 and 2.6).
select row_number
from ChildIdentifiers
where
    PersonDeathDate is not null
    and (PersonBirthDate is null or PersonDeathDate_on < PersonBirthDate_on)
