/*---
code: "230"
message: >-
  A semi-independent placement in England ended after 28 October 2023, or goes on, without a URN
severity: error
kind: row
tables: {Episodes: [PLACE, DEC, URN]}
---*/
-- Providers of supported accommodation register since that day. An end that cannot be read is not
-- known to be later.
select row_number
from Episodes
where
    PLACE = 'H5'
    and (DEC is null or DEC_on > date '2023-10-28')
    and (URN is null or upper(URN) = 'XXXXXXX')
    and not is_outside_england(PL_LA)
