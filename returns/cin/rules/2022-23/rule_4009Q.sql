/*---
code: "4009Q"
message: The child in need plan ended after the child died
severity: query
kind: join
tables: {ChildIdentifiers: [PersonDeathDate], CINplanDates: [CINPlanEndDate]}
---*/
select ChildIdentifiers.row_number as ChildIdentifiers, CINplanDates.row_number as CINplanDates
from ChildIdentifiers
inner join CINplanDates using (LAchildID)
where CINplanDates.CINPlanEndDate_on > ChildIdentifiers.PersonDeathDate_on
