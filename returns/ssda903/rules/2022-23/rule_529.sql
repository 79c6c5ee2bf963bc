/*---
code: "529"
message: >-
  A placement with parents, carers or adopters, or in a children's home is said to be another
  public body's provision
severity: error
kind: row
tables: {Episodes: [PLACE, PLACE_PROVIDER]}
---*/
select row_number, 'PLACE_PROVIDER' as field
from Episodes
where
    PLACE_PROVIDER = 'PR3'
    and PLACE in ('A3', 'A4', 'A5', 'A6', 'K1', 'K2', 'P1', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6')
