/*---
code: "522"
message: The decision to place for adoption is later than its reversal
severity: error
kind: row
tables: {PlacedAdoption: [DATE_PLACED, DATE_PLACED_CEASED]}
---*/
select row_number
from PlacedAdoption
where DATE_PLACED_on > DATE_PLACED_CEASED_on
