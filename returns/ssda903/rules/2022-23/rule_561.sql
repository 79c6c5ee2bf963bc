/*---
code: "561"
message: The decision to place for adoption was reversed in last year's return, and is there again
severity: error
kind: previous_year
tables: {PlacedAdoption: [DATE_PLACED]}
reads: [PlacedAdoption_previous]
needs: [previous]
---*/
select this.row_number
from PlacedAdoption as this
inner join PlacedAdoption_previous as before using (CHILD, DATE_PLACED)
where coalesce(before.DATE_PLACED_CEASED, before.REASON_PLACED_CEASED) is not null
