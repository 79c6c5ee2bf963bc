/*---
code: "205B"
message: >-
  The child was an unaccompanied asylum seeker last year and still is, and the days on which that
  ceased do not say so
severity: error
kind: previous_year
tables: {UASC: [DUC], Header: [CHILD, UASC]}
reads: [UASC_previous, Header_previous]
needs: [previous]
---*/
-- Last year's must be the 18th birthday, for that is given of one who still is; this year's must be
-- the same or lie in the year. A day that cannot be read says nothing.
select uasc_row as UASC, header_row as Header
from asylum_status
where
    is_unaccompanied
    and was_unaccompanied
    and was_in_header
    and not coalesce(
        (in_year(DUC_on) or DUC_on = before_DUC_on)
        and before_DUC_on = months_after(before_DOB_on, 18 * 12),
        false
    )
