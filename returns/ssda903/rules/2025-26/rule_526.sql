/*---
code: "526"
message: The provider is blank, and the type of placement asks for one
severity: error
kind: row
tables: {Episodes: [PLACE, PLACE_PROVIDER]}
---*/
select row_number, 'PLACE_PROVIDER' as field
from Episodes
where
    PLACE_PROVIDER is null
    and (
        PLACE is null
        or PLACE not in ('T0', 'T1', 'T2', 'T3', 'T4', 'Z11', 'Z12', 'Z13', 'Z14')
    )
