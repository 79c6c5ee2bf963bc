/*---
report: ethnicity
order: 240
title: Children in need on 31 March by ethnicity
definition: Children with an open episode of need on 31 March, by ethnicity.
source: "DfE, Children in need statistics: children in need at 31 March by ethnicity; DfE, Children in need census 2023 to 2024 guide, 3.1"
table: ChildCharacteristics
fields: {CINdetails: [CINreferralDate, CINclosureDate]}
lines:
  - {codes: Ethnicity}
  - {line: unknown, label: Blank or not in the code list}
---*/
with in_need as (select distinct LAchildID from counted_episode where is_open_at_end)

select listed_or_unknown('Ethnicity', Ethnicity) as line, row_number
from ChildCharacteristics
semi join in_need using (LAchildID)
