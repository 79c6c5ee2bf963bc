/*---
code: "205A"
message: >-
  The child was an unaccompanied asylum seeker last year and is none now, and the day on which that
  ceased does not say so
severity: error
kind: previous_year
tables: {UASC: [DUC], Header: [CHILD, UASC]}
reads: [UASC_previous, Header_previous]
needs: [previous]
---*/
-- It says so where it lies in last year, and this year has none.
select uasc_row as UASC, header_row as Header
from asylum_status
where
    was_unaccompanied
    and not is_unaccompanied
    and (
        DUC is not null
        or before_DUC_on is null
        or before_DUC_on not between months_after($collection_start, -12)
        and months_after($collection_end, -12)
    )
