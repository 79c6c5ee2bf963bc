/*---
code: "4000"
message: A child in need plan hangs on a referral that led to no further action
severity: error
kind: join
tables: {CINdetails: [ReferralNFA], CINplanDates: [CINPlanStartDate]}
---*/
select CINdetails.row_number as CINdetails, CINplanDates.row_number as CINplanDates
from CINdetails
inner join CINplanDates using (LAchildID, CINdetailsID)
where CINdetails.ReferralNFA_is
