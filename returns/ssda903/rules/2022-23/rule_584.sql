/*---
code: "584"
message: >-
  The decision of last year was reversed, and this year's is no later or has no date
severity: error
kind: previous_year
tables: {PlacedAdoption: [DATE_PLACED]}
reads: [PlacedAdoption_previous]
needs: [previous]
---*/
select this.row_number
from PlacedAdoption as this
inner join PlacedAdoption_previous as before using (CHILD)
where
    coalesce(before.DATE_PLACED_CEASED, before.REASON_PLACED_CEASED) is not null
    and (this.DATE_PLACED is null or this.DATE_PLACED_on <= before.DATE_PLACED_on)
