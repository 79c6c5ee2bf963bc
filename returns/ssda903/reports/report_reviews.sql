/*---
report: reviews
order: 150
title: Reviews by how the child took part
definition: >-
  Reviews of the year by the code of participation.
source: "DfE, Children looked after in England including adoptions: reviews"
table: Reviews
fields: {Reviews: [REVIEW]}
lines:
  - {line: all, label: Reviews in the year}
  - {line: children, label: Children reviewed, counts: children}
  - {codes: REVIEW_CODE}
  - {line: unknown, label: Blank or not in the code list}
---*/
with review as (select * from Reviews where in_year(REVIEW_on))

select unnest(['all', 'children']) as line, row_number
from review
union all
select listed_or_unknown('REVIEW_CODE', REVIEW_CODE) as line, row_number
from review
