/*---
code: "8868"
message: "The episode closed: each enquiry needs a conference or 'not required', one of the two"
severity: error
kind: join
tables: {CINdetails: [CINclosureDate], Section47: [DateOfInitialCPC, ICPCnotRequired]}
---*/
-- One of the two, not both: a conference that was held was required.
select CINdetails.row_number as CINdetails, Section47.row_number as Section47
from CINdetails
inner join Section47 using (LAchildID, CINdetailsID)
where
    CINdetails.CINclosureDate is not null
    and (
        (
            Section47.DateOfInitialCPC is null
            and (Section47.ICPCnotRequired is null or not Section47.ICPCnotRequired_is)
        )
        or (Section47.DateOfInitialCPC is not null and Section47.ICPCnotRequired_is)
    )
