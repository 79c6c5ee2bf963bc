/*---
code: "119"
message: >-
  Of the date and the reason of the reversal of the decision to place for adoption only one is given
severity: error
kind: row
tables: {PlacedAdoption: [REASON_PLACED_CEASED, DATE_PLACED_CEASED]}
---*/
select
    row_number,
    if(REASON_PLACED_CEASED is null, 'REASON_PLACED_CEASED', 'DATE_PLACED_CEASED') as field
from PlacedAdoption
where (REASON_PLACED_CEASED is null) <> (DATE_PLACED_CEASED is null)
