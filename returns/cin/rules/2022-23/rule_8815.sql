/*---
code: "8815"
message: The child has more than one open episode of need
severity: error
kind: sequence
tables: {CINdetails: [CINclosureDate, ReferralNFA]}
---*/
-- A referral that led to no further action is never open.
select row_number
from CINdetails
where CINclosureDate is null and not ReferralNFA_is and child_id is not null
qualify count(*) over (partition by child_id) > 1
