/*---
code: "560"
message: >-
  The decision that was open in last year's return has another date in this one
severity: error
kind: previous_year
tables: {PlacedAdoption: [DATE_PLACED, DATE_PLACED_CEASED]}
reads: [PlacedAdoption_previous]
needs: [previous]
---*/
-- A child may have a second decision this year: the first must be there beside it.
with
    carried_over as (
        select CHILD, DATE_PLACED
        from PlacedAdoption_previous
        where DATE_PLACED is not null and DATE_PLACED_CEASED is null
    ),
    changed as (select CHILD from carried_over anti join PlacedAdoption using (CHILD, DATE_PLACED))
select row_number
from PlacedAdoption
semi join changed using (CHILD)
