/*---
code: "227"
message: The provider's registration had ended when the episode started
severity: error
kind: join
tables: {Episodes: [URN, DECOM]}
needs: [providers]
---*/
select Episodes.row_number
from Episodes
inner join registered_provider as provider on provider.URN = upper(Episodes.URN)
where Episodes.DECOM_on >= provider.closed_on
