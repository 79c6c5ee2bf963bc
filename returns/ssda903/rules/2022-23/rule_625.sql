/*---
code: "625"
message: The child's own child was born after the end of the year, or after care ended
severity: error
kind: join
tables: {Header: [MC_DOB], Episodes: [DEC]}
---*/
-- Care has not ended where the latest episode is open, whatever ended before.
select Header.row_number as Header, latest.row_number as Episodes
from Header
left join episode_in_order as latest
    on latest.CHILD = Header.CHILD and latest.episode_number = latest.episodes_of_child
where Header.MC_DOB_on > $collection_end or Header.MC_DOB_on > latest.DEC_on
