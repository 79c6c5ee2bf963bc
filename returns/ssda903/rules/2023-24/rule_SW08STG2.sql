/*---
code: SW08STG2
message: A later social worker episode has started, and this one has no end
severity: error
kind: sequence
tables: {SWEpisodes: [SW_DEC]}
---*/
-- Of two that start on one day an open one is the later; of two copies the first in the file.
select row_number
from SWEpisodes
where SW_DECOM_on is not null and CHILD is not null
qualify
    row_number() over (
        partition by CHILD
        order by
            SW_DECOM_on desc,
            SW_DEC desc nulls first,
            SW_ID desc,
            SW_REASON desc,
            DOB,
            row_number
    )
    > 1
    and SW_DEC is null
