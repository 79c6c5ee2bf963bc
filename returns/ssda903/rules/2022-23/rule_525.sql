/*---
code: "525"
message: The decision to place for adoption was reversed, and there are items on an adoption
severity: error
kind: join
tables:
  PlacedAdoption: [DATE_PLACED_CEASED]
  AD1: [DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR]
---*/
select decision.row_number as PlacedAdoption, adoption.row_number as AD1
from PlacedAdoption as decision
inner join adoption_items as adoption using (CHILD)
where decision.DATE_PLACED_CEASED is not null and adoption.items_given > 0
