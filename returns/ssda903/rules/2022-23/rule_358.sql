/*---
code: "358"
message: The child was younger than 10 at the start of a legal status for offenders
severity: error
kind: join
tables: {Episodes: [LS, DECOM], Header: [DOB]}
---*/
select row_number as Episodes, header_row as Header
from episode_and_age
where LS in ('J1', 'J2', 'J3') and age_at_start < 10
