/*---
code: "558"
message: >-
  The child was adopted, and of several decisions to place it for adoption the last is reversed as
  well
severity: error
kind: join
tables: {Episodes: [REC]}
reads: [PlacedAdoption]
---*/
with
    all_reversed as (
        select CHILD
        from PlacedAdoption
        group by CHILD
        having count(*) > 1 and count(*) = count(DATE_PLACED_CEASED)
    )
select Episodes.row_number
from Episodes
semi join all_reversed using (CHILD)
where REC in ('E11', 'E12')
