/*---
code: "228"
message: The provider's registration ended before the episode did
severity: error
kind: join
tables: {Episodes: [URN, DEC]}
needs: [providers]
---*/
-- An open episode goes on to the end of the year. An end that cannot be read is no day at all.
select Episodes.row_number
from Episodes
inner join registered_provider as provider on provider.URN = upper(Episodes.URN)
where
    Episodes.DEC_on > provider.closed_on
    or (Episodes.DEC is null and $collection_end > provider.closed_on)
