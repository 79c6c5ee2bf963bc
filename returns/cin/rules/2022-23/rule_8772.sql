/*---
code: "8772"
message: UN7 (no further action) stands for the pupil number, yet a referral led to further action
severity: error
kind: join
tables: {ChildIdentifiers: [UPNunknown], CINdetails: [ReferralNFA]}
---*/
-- A blank flag does not say that there was no further action.
select ChildIdentifiers.row_number as ChildIdentifiers, CINdetails.row_number as CINdetails
from ChildIdentifiers
inner join CINdetails using (LAchildID)
where
    ChildIdentifiers.UPNunknown = 'UN7'
    and (CINdetails.ReferralNFA is null or not CINdetails.ReferralNFA_is)
