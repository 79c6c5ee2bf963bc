/*---
code: "633"
message: The authority of the earlier permanence is not a code of one
severity: error
kind: code_list
tables: {PrevPerm: [LA_PERM]}
---*/
-- The authorities of today; those gone since 2019; those outside England or kept secret; not known
-- (999). The authority that submits is one in any case.
select row_number
from PrevPerm
where
    LA_PERM is not null
    and upper(LA_PERM) not in (select la_code from authority_code)
    and upper(LA_PERM)
    not in ('835', '836', '837', '928', 'CON', 'NIR', 'NUK', 'SCO', 'WAL', '999')
    and LA_PERM is distinct from $authority
