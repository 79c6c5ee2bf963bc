/*---
code: "1008"
message: The URN is not in the list of providers
severity: error
kind: join
tables: {Episodes: [URN]}
needs: [providers]
---*/
select Episodes.row_number
from Episodes
anti join registered_provider on registered_provider.URN = upper(Episodes.URN)
where Episodes.URN is not null and upper(Episodes.URN) <> 'XXXXXXX'
