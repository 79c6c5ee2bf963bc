/*---
code: "8520"
message: The child was born after the collection
severity: error
kind: row
tables: {ChildIdentifiers: [PersonBirthDate]}
---*/
select row_number from ChildIdentifiers where PersonBirthDate_on > $collection_end
