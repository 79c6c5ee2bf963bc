/*---
report: protection_plan_durations_ended
order: 180
title: Child protection plans that ended, by duration
definition: Plans that ended in the year by the time from start to end. Months are calendar months; two years are 730 days.
source: "DfE, Children in need statistics: child protection plans ending, by duration"
table: ChildProtectionPlans
fields: {ChildProtectionPlans: [CPPstartDate, CPPendDate]}
lines:
  - {line: up_to_3_months, label: 3 months or less}
  - {line: up_to_6_months, label: More than 3 months and up to 6}
  - {line: under_1_year, label: More than 6 months and less than 1 year}
  - {line: under_2_years, label: 1 year and less than 2 years}
  - {line: two_years, label: 2 years or more}
  - {line: unknown, label: "Not known: no start, or one after the end"}
---*/
select duration_band(CPPstartDate_on, CPPendDate_on) as line, row_number
from counted_plan
where in_year(CPPendDate_on)
