/*---
code: "219"
message: The provider of the URN is not registered for this placement type
severity: error
kind: join
tables: {Episodes: [URN, PLACE]}
needs: [providers]
---*/
-- A URN that is in no list is registered for nothing.
select Episodes.row_number
from Episodes
left join registered_provider as provider on provider.URN = upper(Episodes.URN)
where
    Episodes.URN is not null
    and upper(Episodes.URN) <> 'XXXXXXX'
    and not coalesce(list_contains(provider.place_codes, Episodes.PLACE), false)
