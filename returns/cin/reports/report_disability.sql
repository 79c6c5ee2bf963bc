/*---
report: disability
order: 250
title: Children in need on 31 March by disability
definition: >-
  Children with an open episode of need on 31 March, by disability. A child may have several, so the lines of the kinds must not be added
  up.
source: "DfE, Children in need statistics: children in need at 31 March by disability; DfE, Children in need census 2023 to 2024 guide, 3.2"
table: Disabilities
fields: {CINdetails: [CINreferralDate, CINclosureDate]}
lines:
  - {line: disabled, label: Children with a disability, counts: children}
  - {line: not_recorded, label: Children with nothing recorded, counts: children}
  - {codes: Disability}
  - {line: unknown, label: Not in the code list}
---*/
with
    in_need as (select distinct LAchildID from counted_episode where is_open_at_end),

    recorded as (
        select
            row_number,
            LAchildID,
            listed_or_unknown('Disability', Disability) as line
        from Disabilities
        semi join in_need using (LAchildID)
        where Disability is not null
    )

select 'disabled' as line, 'Disabilities' as table_name, row_number
from recorded
where line not in ('NONE', 'unknown')
union all
select 'not_recorded' as line, 'ChildIdentifiers' as table_name, row_number
from ChildIdentifiers
semi join in_need using (LAchildID)
anti join recorded using (LAchildID)
union all
select line, 'Disabilities' as table_name, row_number
from recorded
