/*---
code: SW19STG2
message: Another social worker episode of the child starts on that day
severity: error
kind: row
tables: {SWEpisodes: [SW_DECOM, SW_DEC]}
---*/
-- Said of all but one. What stands in them decides which, not their place in the file.
select row_number
from SWEpisodes
where CHILD is not null and SW_DECOM_on is not null
qualify
    row_number() over (
        partition by CHILD, SW_DECOM_on
        order by SW_DEC nulls first, SW_ID, SW_REASON, DOB, row_number
    )
    > 1
