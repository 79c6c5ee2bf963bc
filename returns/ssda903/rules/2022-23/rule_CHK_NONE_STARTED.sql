/*---
code: CHK_NONE_STARTED
message: No child started to be looked after in the year; the return may be cut short
severity: check
kind: authority
tables: {Episodes: [RNE]}
---*/
-- Ours: the return has no rule on the whole authority.
select 'Starts in the year: 0' as value
from Episodes
having
    count(*) filter (RNE = 'S' and DECOM_on between $collection_start and $collection_end) = 0
