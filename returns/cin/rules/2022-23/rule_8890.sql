/*---
code: "8890"
message: A section 47 enquiry started while another of the episode was under way
severity: error
kind: sequence
tables: {Section47: [S47ActualStartDate, DateOfInitialCPC, ICPCnotRequired]}
---*/
-- Both are flagged. An enquiry runs to its initial conference, the first and the last day counted;
-- without one to the end of the collection, unless none was required: then it ends on no known day
-- and is in nobody's way.
with
    enquiry as (
        select
            row_number,
            LAchildID,
            CINdetailsID,
            S47ActualStartDate_on as starts_on,
            case
                when DateOfInitialCPC is not null
                then DateOfInitialCPC_on
                when ICPCnotRequired is null or not ICPCnotRequired_is
                then $collection_end
            end as ends_on
        from Section47
    )
select unnest([this.row_number, other.row_number]) as row_number
from enquiry as this
inner join enquiry as other
    on this.LAchildID = other.LAchildID
    and this.CINdetailsID = other.CINdetailsID
    and this.row_number <> other.row_number
    and this.starts_on between other.starts_on and other.ends_on
