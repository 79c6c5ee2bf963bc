/*---
code: "8839"
message: The episode of need has more than one open section 47 enquiry
severity: error
kind: sequence
tables: {Section47: [DateOfInitialCPC, ICPCnotRequired]}
---*/
-- Open: no initial conference, and not said that none was required.
select row_number
from Section47
where
    DateOfInitialCPC is null
    and (ICPCnotRequired is null or not ICPCnotRequired_is)
    and CINdetailsID is not null
qualify count(*) over (partition by LAchildID, CINdetailsID) > 1
