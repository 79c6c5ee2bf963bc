/*---
code: "333"
message: >-
  The date on which the child should be placed for adoption is later than that of the match, or is
  not given
severity: error
kind: row
tables: {AD1: [DATE_INT]}
---*/
-- One that cannot be read is for 112.
select row_number
from AD1
where DATE_MATCH_on is not null and (DATE_INT is null or DATE_INT_on > DATE_MATCH_on)
