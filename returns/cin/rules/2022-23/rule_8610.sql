/*---
code: "8610"
message: A referral that led to further action has no primary need
severity: error
kind: row
tables: {CINdetails: [PrimaryNeedCode, ReferralNFA]}
---*/
select row_number
from CINdetails
where not ReferralNFA_is and PrimaryNeedCode is null
