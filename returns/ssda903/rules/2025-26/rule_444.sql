/*---
code: "444"
message: The UPN stands in more than one row of Header
severity: error
kind: row
tables: {Header: [UPN]}
---*/
select row_number
from Header
where
    UPN not in ('UN1', 'UN2', 'UN3', 'UN4', 'UN5')
    and UPN in (select UPN from Header group by UPN having count(*) > 1)
