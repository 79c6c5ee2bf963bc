/*---
report: protection_plans
order: 140
title: Child protection plans
definition: Plans are counted, and for the last day of the year the children on them too. A plan that ends on 31 March is not open at its close.
source: "DfE, Children in need census 2023 to 2024 guide, 1.10, checks 05 to 07"
table: ChildProtectionPlans
fields: {ChildProtectionPlans: [CPPstartDate, CPPendDate, NumberOfPreviousCPP]}
lines:
  - {line: at_end, label: Plans open on 31 March, check: 25}
  - {line: children_at_end, label: Children on a plan on 31 March, counts: children}
  - {line: started, label: Plans that started in the year, check: 25}
  - {line: ended, label: Plans that ended in the year, check: 25}
  - {line: subsequent, label: Started as a second or later plan, definition: The child had a plan of this authority at any time before}
  - {line: subsequent_percent, label: Share that started as a second or later plan, percent: [subsequent, started]}
  - {line: two_years_at_end, label: Open on 31 March for two years or more, definition: 730 days or more}
  - {line: two_years_at_end_percent, label: Share open for two years or more, percent: [two_years_at_end, at_end]}
  - {line: two_years_ended, label: Ended after two years or more, definition: 730 days or more}
  - {line: two_years_ended_percent, label: Share that ended after two years or more, percent: [two_years_ended, ended]}
---*/
select 'at_end' as line, row_number
from counted_plan
where is_open_at_end
union all
select 'children_at_end' as line, row_number
from counted_plan
where is_open_at_end
union all
select 'started' as line, row_number
from counted_plan
where in_year(CPPstartDate_on)
union all
select 'ended' as line, row_number
from counted_plan
where in_year(CPPendDate_on)
union all
select 'subsequent' as line, row_number
from counted_plan
where in_year(CPPstartDate_on) and NumberOfPreviousCPP_n >= 1
union all
select 'two_years_at_end' as line, row_number
from counted_plan
where is_open_at_end and days_at_end >= 730
union all
select 'two_years_ended' as line, row_number
from counted_plan
where in_year(CPPendDate_on) and days_to_end >= 730
