/*---
code: "8530Q"
message: The birth is expected before March or after December of the year of the census
severity: query
kind: row
tables: {ChildIdentifiers: [ExpectedPersonBirthDate]}
---*/
-- From 30 days before the reference date to nine months after it, both days included.
select row_number
from ChildIdentifiers
where
    ExpectedPersonBirthDate_on not between $collection_end - 30
    and ($collection_end + interval 9 month)::date
