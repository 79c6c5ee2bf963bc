/*---
code: "1015"
message: The placement is the authority's own provision, and lies in another authority
severity: error
kind: row
tables: {Episodes: [PL_LA]}
needs: [authority, PL_LA]
---*/
-- Carers and adopters of ours may live elsewhere. Where the authority of the placement is not known
-- it is not ours.
select row_number
from Episodes
where
    PLACE_PROVIDER = 'PR1'
    and PLACE not in ('A3', 'A4', 'A5', 'A6', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6')
    and LS not in ('V3', 'V4')
    and (PL_LA is null or upper(PL_LA) not in (select upper(code) from own_authority_code))
