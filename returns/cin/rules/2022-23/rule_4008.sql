/*---
code: "4008"
message: The child in need plan started after the child died
severity: error
kind: join
tables: {ChildIdentifiers: [PersonDeathDate], CINplanDates: [CINPlanStartDate]}
---*/
select ChildIdentifiers.row_number as ChildIdentifiers, CINplanDates.row_number as CINplanDates
from ChildIdentifiers
inner join CINplanDates using (LAchildID)
where CINplanDates.CINPlanStartDate_on > ChildIdentifiers.PersonDeathDate_on
