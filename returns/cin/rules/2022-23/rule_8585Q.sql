/*---
code: "8585Q"
message: The episode of need closed because the child died, but there is no date of death
severity: query
kind: join
tables: {CINdetails: [ReasonForClosure], ChildIdentifiers: [PersonDeathDate]}
---*/
-- A date that cannot be read is none.
select CINdetails.row_number as CINdetails, ChildIdentifiers.row_number as ChildIdentifiers
from CINdetails
inner join ChildIdentifiers using (LAchildID)
where CINdetails.ReasonForClosure = 'RC2' and ChildIdentifiers.PersonDeathDate_on is null
