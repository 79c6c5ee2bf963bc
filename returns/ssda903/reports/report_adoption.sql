/*---
report: adoption
order: 210
title: Adoption
definition: >-
  Children adopted are those whose period of care ended in the year with E11 or E12.
source: "DfE, Children looked after in England including adoptions: adoptions"
table: Episodes
fields: {Episodes: [DEC], PlacedAdoption: [DATE_PLACED, DATE_PLACED_CEASED]}
lines:
  - {line: adopted, label: Children adopted in the year}
  - {line: decided, label: Decisions in the year that a child should be placed for adoption}
  - {line: reversed, label: Decisions reversed in the year}
---*/
select 'adopted' as line, 'Episodes' as table_name, row_number
from Episodes
where in_year(DEC_on) and REC in ('E11', 'E12')
union all
select 'decided' as line, 'PlacedAdoption' as table_name, row_number
from PlacedAdoption
where in_year(DATE_PLACED_on)
union all
select 'reversed' as line, 'PlacedAdoption' as table_name, row_number
from PlacedAdoption
where in_year(DATE_PLACED_CEASED_on)
