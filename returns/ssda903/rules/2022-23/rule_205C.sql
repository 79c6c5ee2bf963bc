/*---
code: "205C"
message: >-
  The child is an unaccompanied asylum seeker neither this year nor last, and a day on which that
  ceased is given
severity: error
kind: previous_year
tables: {UASC: [DUC], Header: [CHILD, UASC]}
reads: [UASC_previous, Header_previous]
needs: [previous]
---*/
-- In the CSV form nobody is in the list without being one: this can only be wrong in the XML form.
select uasc_row as UASC, header_row as Header
from asylum_status
where
    not is_unaccompanied
    and not was_unaccompanied
    and (DUC is not null or before_DUC is not null)
