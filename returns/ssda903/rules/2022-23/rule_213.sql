/*---
code: "213"
message: The placement is of a type without a provider, and one is given
severity: error
kind: row
tables: {Episodes: [PLACE_PROVIDER]}
---*/
select row_number
from Episodes
where
    PLACE_PROVIDER is not null
    and PLACE in ('T0', 'T1', 'T2', 'T3', 'T4')
