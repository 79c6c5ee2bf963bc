/*---
code: "411"
message: The placement is said to lie inside the authority, and its own authority is another
severity: error
kind: row
tables: {Episodes: [PL_LOCATION]}
needs: [authority, PL_LOCATION, PL_LA]
---*/
select row_number
from Episodes
where
    PL_LOCATION = 'IN'
    and (PL_LA is null or upper(PL_LA) not in (select upper(code) from own_authority_code))
