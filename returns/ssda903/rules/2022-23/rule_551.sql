/*---
code: "551"
message: The child is placed for adoption and the decision to do so has no date
severity: error
kind: join
tables: {Episodes: [PLACE]}
reads: [PlacedAdoption]
---*/
select Episodes.row_number
from Episodes
anti join PlacedAdoption
    on PlacedAdoption.CHILD = Episodes.CHILD
    and PlacedAdoption.DATE_PLACED is not null
where Episodes.PLACE in ('A3', 'A4', 'A5', 'A6')
