/*---
code: "583"
message: >-
  There is a later decision to place the child for adoption, and this one is not reversed: please
  check that both are needed
severity: query
kind: sequence
tables: {PlacedAdoption: [DATE_PLACED_CEASED, DATE_PLACED]}
---*/
select row_number
from placement_decision_in_order
where decision_number < dated_decisions_of_child and DATE_PLACED_CEASED is null
