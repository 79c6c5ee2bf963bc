/*---
report: protection_plan_categories
order: 150
title: Child protection plans on 31 March by category of abuse
definition: Plans open on 31 March by the latest category of abuse.
source: "DfE, Children in need statistics: child protection plans at 31 March by latest category of abuse"
table: ChildProtectionPlans
fields: {ChildProtectionPlans: [CPPstartDate, CPPendDate]}
lines:
  - {codes: CategoryOfAbuse}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('CategoryOfAbuse', LatestCategoryOfAbuse) as line, row_number
from counted_plan
where is_open_at_end
