/*---
code: "501"
message: The episode started before the one before it ended
severity: error
kind: sequence
tables: {Episodes: [DECOM, DEC]}
---*/
select row_number
from Episodes
where DECOM_on is not null
qualify
    DECOM_on < lag(DEC_on) over (
        partition by CHILD order by DECOM_on, DEC_on nulls last, row_number
    )
