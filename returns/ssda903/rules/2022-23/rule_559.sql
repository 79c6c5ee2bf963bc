/*---
code: "559"
message: >-
  The decision to place for adoption is of an earlier year, and last year's return has none with a
  date
severity: error
kind: previous_year
tables: {PlacedAdoption: [DATE_PLACED]}
reads: [PlacedAdoption_previous]
needs: [previous]
---*/
select this.row_number
from PlacedAdoption as this
anti join PlacedAdoption_previous as before
    on before.CHILD = this.CHILD
    and before.DATE_PLACED is not null
where this.DATE_PLACED_on < $collection_start
