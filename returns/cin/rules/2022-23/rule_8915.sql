/*---
code: "8915"
message: The child protection plan started after the child's death
severity: error
kind: join
tables: {ChildProtectionPlans: [CPPstartDate], ChildIdentifiers: [PersonDeathDate]}
---*/
select
    ChildProtectionPlans.row_number as ChildProtectionPlans,
    ChildIdentifiers.row_number as ChildIdentifiers
from ChildProtectionPlans
inner join ChildIdentifiers using (LAchildID)
where ChildProtectionPlans.CPPstartDate_on > ChildIdentifiers.PersonDeathDate_on
