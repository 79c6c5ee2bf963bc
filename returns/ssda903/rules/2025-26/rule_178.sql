/*---
code: "178"
message: >-
  The provider of the placement is not in the code list, or given for a placement type that has
  none
severity: error
kind: code_list
tables: {Episodes: [PLACE_PROVIDER]}
---*/
select row_number
from Episodes
where
    PLACE_PROVIDER not in (select code from collection_code where code_list = 'PLACE_PROVIDER')
    or (
        PLACE_PROVIDER is not null
        and PLACE in ('T0', 'T1', 'T2', 'T3', 'Z11', 'Z12', 'Z13', 'Z14')
    )
