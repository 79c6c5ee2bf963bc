/*---
code: "8555Q"
message: The child was referred after the day of death
severity: query
kind: join
tables: {CINdetails: [CINreferralDate], ChildIdentifiers: [PersonDeathDate]}
---*/
select CINdetails.row_number as CINdetails, ChildIdentifiers.row_number as ChildIdentifiers
from CINdetails
inner join ChildIdentifiers using (LAchildID)
where CINdetails.CINreferralDate_on > ChildIdentifiers.PersonDeathDate_on
