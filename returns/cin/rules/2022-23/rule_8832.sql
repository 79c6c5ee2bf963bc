/*---
code: "8832"
message: A child protection plan hangs on a referral that led to no further action
severity: error
kind: join
tables: {CINdetails: [ReferralNFA], ChildProtectionPlans: [CPPstartDate]}
---*/
select CINdetails.row_number as CINdetails, ChildProtectionPlans.row_number as ChildProtectionPlans
from CINdetails
inner join ChildProtectionPlans using (LAchildID, CINdetailsID)
where CINdetails.ReferralNFA_is
