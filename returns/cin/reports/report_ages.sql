/*---
report: ages
order: 220
title: Children in need on 31 March by age
definition: Children with an open episode of need on 31 March, by age on that day.
source: "DfE, Children in need statistics: children in need at 31 March by age"
table: ChildIdentifiers
fields:
  ChildIdentifiers: [PersonBirthDate, ExpectedPersonBirthDate]
  CINdetails: [CINreferralDate, CINclosureDate]
lines:
  - {line: unborn, label: Not yet born}
  - {line: under_1, label: Under 1}
  - {line: 1_to_4, label: 1 to 4}
  - {line: 5_to_9, label: 5 to 9}
  - {line: 10_to_15, label: 10 to 15}
  - {line: 16_to_17, label: 16 and 17}
  - {line: 18_and_over, label: 18 and over}
  - {line: unknown, label: No date of birth}
---*/
with
    in_need as (select distinct LAchildID from counted_episode where is_open_at_end),

    child as (
        select
            ChildIdentifiers.*,
            age_on(PersonBirthDate_on, $collection_end) as age,
            coalesce(PersonBirthDate_on > $collection_end, false)
            or PersonBirthDate is null
            and ExpectedPersonBirthDate is not null as is_unborn
        from ChildIdentifiers
        semi join in_need using (LAchildID)
    )

select
    case
        when is_unborn
        then 'unborn'
        when age < 1
        then 'under_1'
        when age <= 4
        then '1_to_4'
        when age <= 9
        then '5_to_9'
        when age <= 15
        then '10_to_15'
        when age <= 17
        then '16_to_17'
        when age >= 18
        then '18_and_over'
        else 'unknown'
    end as line,
    row_number
from child
