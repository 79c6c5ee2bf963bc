/*---
report: sexes
order: 70
title: Children looked after on 31 March by sex
definition: >-
  Children looked after on 31 March, without series of short breaks (V3, V4), by sex. Up to 2023-24 the codes were 1 and 2.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March by sex"
table: Header
fields: {Episodes: [DECOM, DEC]}
lines:
  - {line: male, label: Male}
  - {line: female, label: Female}
  - {line: unknown, label: Not known}
---*/
select
    case
        when SEX in ('M', '1') then 'male' when SEX in ('F', '2') then 'female' else 'unknown'
    end as line,
    row_number
from Header
semi join (select CHILD from counted_child_in_care where not is_short_breaks) using (CHILD)
