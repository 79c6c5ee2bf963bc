/*---
code: "407"
message: The special guardianship order was made at 18 or older
severity: error
kind: join
tables: {Episodes: [REC, DEC], Header: [DOB]}
---*/
select row_number as Episodes, header_row as Header
from episode_and_age
where REC in ('E45', 'E46', 'E47', 'E48') and age_at_end >= 18
