/*---
code: "205D"
message: >-
  The child is an unaccompanied asylum seeker now and was in last year's return, but not as one
severity: error
kind: previous_year
tables: {Header: [CHILD, UASC]}
reads: [UASC, UASC_previous, Header_previous]
needs: [previous]
---*/
select header_row as row_number
from asylum_status
where is_unaccompanied and was_in_header and not was_unaccompanied
