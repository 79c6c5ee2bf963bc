/*---
code: "563"
message: The decision to place for adoption is reversed, and has no date itself
severity: error
kind: row
tables: {PlacedAdoption: [DATE_PLACED, REASON_PLACED_CEASED, DATE_PLACED_CEASED]}
---*/
select row_number
from PlacedAdoption
where
    DATE_PLACED is null
    and REASON_PLACED_CEASED is not null
    and DATE_PLACED_CEASED is not null
