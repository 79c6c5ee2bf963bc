/*---
code: "221"
message: The placement is not at the postcode of the provider of its URN
severity: error
kind: join
tables: {Episodes: [PL_POST]}
needs: [providers]
---*/
-- A URN that is in no list, or there without a postcode, is at no postcode.
select Episodes.row_number
from Episodes
left join registered_provider as provider on provider.URN = upper(Episodes.URN)
where
    Episodes.URN is not null
    and upper(Episodes.URN) <> 'XXXXXXX'
    and Episodes.PL_POST is not null
    and Episodes.PLACE in ('K1', 'K2', 'R3', 'S1')
    and (Episodes.LS is null or Episodes.LS not in ('V3', 'V4'))
    and not coalesce(list_contains(provider.postcodes, postcode_key(Episodes.PL_POST)), false)
