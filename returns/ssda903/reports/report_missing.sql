/*---
report: missing
order: 200
title: Children missing or away
definition: >-
  Episodes of being missing or away without authorisation that were open at any time in the year.
source: "DfE, Children looked after in England including adoptions: children missing from their placement"
table: Missing
fields: {Missing: [MIS_START, MIS_END]}
lines:
  - {line: all, label: Episodes}
  - {line: children, label: Children, counts: children}
  - {codes: MISSING}
  - {line: unknown, label: Blank or not in the code list}
---*/
with
    episode as (
        select *
        from Missing
        where
            in_year(MIS_START_on)
            or is_open_on(MIS_START_on, MIS_END, MIS_END_on, $collection_start - 1)
    )

select unnest(['all', 'children']) as line, row_number
from episode
union all
select listed_or_unknown('MISSING', episode.MISSING) as line, row_number
from episode
