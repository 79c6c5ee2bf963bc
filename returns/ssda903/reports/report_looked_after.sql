/*---
report: looked_after
order: 10
title: Children looked after
definition: >-
  A child who leaves on 31 March is not looked after at the end of that day. Series of short breaks (V3, V4) are counted apart.
source: "DfE, Children looked after in England including adoptions: children looked after at 31 March"
table: Episodes
fields: {Episodes: [DECOM, DEC], UASC: [DUC]}
threshold: 10
lines:
  - {line: all, label: Children with a record in the return}
  - {line: at_end, label: Children looked after on 31 March}
  - {line: unaccompanied, label: "Of those, unaccompanied asylum-seeking children"}
  - {line: short_breaks, label: Only in a series of short breaks on 31 March}
---*/
select 'all' as line, 'Header' as table_name, row_number
from Header
union all
select
    case when is_short_breaks then 'short_breaks' else 'at_end' end as line,
    'Episodes' as table_name,
    row_number
from counted_child_in_care
union all
select 'unaccompanied' as line, 'Episodes' as table_name, row_number
from counted_child_in_care
where
    not is_short_breaks
    and CHILD in (
        select CHILD
        from UASC
        where DUC is null or DUC_on > $collection_end
    )
