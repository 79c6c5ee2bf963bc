/*---
report: sexes
order: 230
title: Children in need on 31 March by sex
definition: >-
  Children with an open episode of need on 31 March, by sex. Up to 2023-24 the census asked for the current gender: 1 counts as male, 2 as
  female, all else as not known.
source: "DfE, Children in need statistics: children in need at 31 March by sex; DfE, Children in need census 2023 to 2024 guide, 2.7"
table: ChildIdentifiers
fields: {CINdetails: [CINreferralDate, CINclosureDate]}
lines:
  - {line: male, label: Male}
  - {line: female, label: Female}
  - {line: unknown, label: Unborn or not known}
---*/
with in_need as (select distinct LAchildID from counted_episode where is_open_at_end)

select
    case
        when Sex = 'M' or GenderCurrent = '1'
        then 'male'
        when Sex = 'F' or GenderCurrent = '2'
        then 'female'
        else 'unknown'
    end as line,
    row_number
from ChildIdentifiers
semi join in_need using (LAchildID)
