/*---
report: protection_plan_durations
order: 170
title: Child protection plans on 31 March by duration
definition: Plans open on 31 March by the time since they started. Months are calendar months; two years are 730 days.
source: "DfE, Children in need statistics: child protection plans at 31 March by duration (d5)"
table: ChildProtectionPlans
fields: {ChildProtectionPlans: [CPPstartDate, CPPendDate]}
lines:
  - {line: up_to_3_months, label: 3 months or less}
  - {line: up_to_6_months, label: More than 3 months and up to 6}
  - {line: under_1_year, label: More than 6 months and less than 1 year}
  - {line: under_2_years, label: 1 year and less than 2 years}
  - {line: two_years, label: 2 years or more}
---*/
select duration_band(CPPstartDate_on, $collection_end) as line, row_number
from counted_plan
where is_open_at_end
