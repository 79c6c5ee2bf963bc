/*---
code: "1012"
message: The row is of a child without an episode in the return
severity: error
kind: join
tables:
  PlacedAdoption: [CHILD]
  Missing: [CHILD]
  Reviews: [CHILD]
  AD1: [CHILD]
  PrevPerm: [CHILD]
  OC2: [CHILD]
reads: [Episodes]
optional: [PlacedAdoption, Missing, Reviews, AD1, PrevPerm, OC2]
---*/
-- Of a child who is in the return for OC3 alone, nothing else is due.
select row_number as PlacedAdoption from PlacedAdoption anti join Episodes using (CHILD)
union all by name
select row_number as Missing from Missing anti join Episodes using (CHILD)
union all by name
select row_number as Reviews from Reviews anti join Episodes using (CHILD)
union all by name
select row_number as AD1 from AD1 anti join Episodes using (CHILD)
union all by name
select row_number as PrevPerm from PrevPerm anti join Episodes using (CHILD)
union all by name
select row_number as OC2 from OC2 anti join Episodes using (CHILD)
