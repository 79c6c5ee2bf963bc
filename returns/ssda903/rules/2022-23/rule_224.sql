/*---
code: "224"
message: The provider of the URN is not of the kind that is given
severity: error
kind: join
tables: {Episodes: [PLACE_PROVIDER]}
needs: [providers]
---*/
-- A URN that is in no list is of no kind.
select Episodes.row_number
from Episodes
left join registered_provider as provider on provider.URN = upper(Episodes.URN)
where
    Episodes.URN is not null
    and upper(Episodes.URN) <> 'XXXXXXX'
    and not coalesce(list_contains(provider.provider_codes, Episodes.PLACE_PROVIDER), false)
