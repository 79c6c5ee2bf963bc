/*---
code: "602"
message: There are items on an adoption, and no episode of the child ends in one in the year
severity: error
kind: join
tables: {AD1: [CHILD]}
reads: [Episodes]
---*/
select adoption.row_number
from adoption_items as adoption
anti join Episodes
    on Episodes.CHILD = adoption.CHILD
    and Episodes.REC in ('E11', 'E12')
    and in_year(Episodes.DEC_on)
where adoption.items_given > 0
