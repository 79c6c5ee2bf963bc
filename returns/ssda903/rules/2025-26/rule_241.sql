/*---
code: "241"
message: The supported accommodation lies in an authority in which its provider has no premises
severity: error
kind: join
tables: {Episodes: [URN]}
needs: [providers, PL_LA]
---*/
-- A URN that is in no list has premises nowhere; a placement without an authority lies in none.
select Episodes.row_number
from Episodes
left join registered_provider as provider on provider.URN = upper(Episodes.URN)
left join authority_code on authority_code.ons_code = upper(Episodes.PL_LA)
where
    Episodes.PLACE = 'K3'
    and Episodes.URN is not null
    and upper(Episodes.URN) <> 'XXXXXXX'
    and not coalesce(
        list_contains(
            provider.la_codes, coalesce(authority_code.la_code, upper(Episodes.PL_LA))
        ),
        false
    )
