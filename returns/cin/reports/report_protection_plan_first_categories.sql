/*---
report: protection_plan_first_categories
order: 160
title: Child protection plans that started, by category of abuse
definition: Plans that started in the year by the first category of abuse.
source: "DfE, Children in need statistics: child protection plans starting, by initial category of abuse"
table: ChildProtectionPlans
fields: {ChildProtectionPlans: [CPPstartDate]}
lines:
  - {codes: CategoryOfAbuse}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('CategoryOfAbuse', InitialCategoryOfAbuse) as line, row_number
from counted_plan
where in_year(CPPstartDate_on)
