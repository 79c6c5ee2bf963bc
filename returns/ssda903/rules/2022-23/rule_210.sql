/*---
code: "210"
message: >-
  The UPN is UN4, of a child who came in the last week of the year, and the child has an episode
  that started before
severity: error
kind: join
tables: {Header: [UPN], Episodes: [DECOM]}
---*/
select Header.row_number as Header, Episodes.row_number as Episodes
from Header
inner join Episodes using (CHILD)
where Header.UPN = 'UN4' and Episodes.DECOM_on < $collection_end - 7
