/*---
code: "105"
message: Whether the child is an unaccompanied asylum seeker is blank, or neither 0 nor 1
severity: error
kind: code_list
tables: {Header: [UASC]}
needs: [UASC]
---*/
-- The XML form asks for it of every child. The CSV form has a list of the children instead.
select row_number
from Header
where UASC is null or UASC not in ('0', '1')
