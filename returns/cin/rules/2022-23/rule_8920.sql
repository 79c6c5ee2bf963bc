/*---
code: "8920"
message: The child protection plan ended after the child's death
severity: error
kind: join
tables: {ChildProtectionPlans: [CPPendDate], ChildIdentifiers: [PersonDeathDate]}
---*/
select
    ChildProtectionPlans.row_number as ChildProtectionPlans,
    ChildIdentifiers.row_number as ChildIdentifiers
from ChildProtectionPlans
inner join ChildIdentifiers using (LAchildID)
where ChildProtectionPlans.CPPendDate_on > ChildIdentifiers.PersonDeathDate_on
