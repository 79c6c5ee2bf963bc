/*---
code: "523"
message: The decision to place for adoption has another date in AD1 than in PlacedAdoption
severity: error
kind: join
tables: {PlacedAdoption: [DATE_PLACED], AD1: [DATE_INT]}
---*/
select decision.row_number as PlacedAdoption, adoption.row_number as AD1
from PlacedAdoption as decision
inner join AD1 as adoption using (CHILD)
where decision.DATE_PLACED_on <> adoption.DATE_INT_on
