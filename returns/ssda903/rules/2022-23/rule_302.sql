/*---
code: "302"
message: The child's first episode starts on a day before the birth
severity: error
kind: join
tables: {Header: [DOB], Episodes: [DECOM]}
---*/
select Header.row_number as Header, first_episode.row_number as Episodes
from Header
inner join episode_in_order as first_episode using (CHILD)
where first_episode.episode_number = 1 and first_episode.DECOM_on < Header.DOB_on
