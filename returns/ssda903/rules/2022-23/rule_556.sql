/*---
code: "556"
message: The decision to place for adoption is later than the freeing order
severity: error
kind: join
tables: {Episodes: [DECOM]}
reads: [PlacedAdoption]
---*/
select Episodes.row_number
from Episodes
inner join PlacedAdoption using (CHILD)
where Episodes.LS = 'D1' and PlacedAdoption.DATE_PLACED_on > Episodes.DECOM_on
