/*---
code: "4015"
message: The child in need plan started before the child was referred
severity: error
kind: join
tables: {CINplanDates: [CINPlanStartDate], CINdetails: [CINreferralDate]}
---*/
select CINplanDates.row_number as CINplanDates, CINdetails.row_number as CINdetails
from CINplanDates
inner join CINdetails using (LAchildID, CINdetailsID)
where CINplanDates.CINPlanStartDate_on < CINdetails.CINreferralDate_on
