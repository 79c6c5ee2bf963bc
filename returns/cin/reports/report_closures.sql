/*---
report: closures
order: 70
title: Closures by reason
definition: Episodes of need that were closed in the year, by reason. Those closed after assessment are among them.
source: "DfE, Children in need census 2023 to 2024 guide, 4.6 and 4.7"
table: CINdetails
fields: {CINdetails: [CINclosureDate]}
lines:
  - {line: all, label: Episodes closed in the year}
  - {codes: ReasonForClosure}
  - {line: unknown, label: Reason blank or not in the code list}
---*/
with closed as (select * from counted_episode where is_closed_in_year)

select 'all' as line, row_number
from closed
union all
select listed_or_unknown('ReasonForClosure', ReasonForClosure) as line, row_number
from closed
