/*---
code: CHK_NONE_AT_YEAR_END
message: No child is looked after on the last day of the year; the return may be cut short
severity: check
kind: authority
tables: {Episodes: [DEC]}
---*/
-- Ours: the return has no rule on the whole authority.
select 'Open on the last day: 0' as value
from Episodes
having
    count(*) filter (
        DECOM_on <= $collection_end and (DEC is null or DEC_on > $collection_end)
    )
    = 0
