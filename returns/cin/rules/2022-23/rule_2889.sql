/*---
code: "2889"
message: The section 47 enquiry started before the child was referred
severity: error
kind: join
tables: {Section47: [S47ActualStartDate], CINdetails: [CINreferralDate]}
---*/
select Section47.row_number as Section47, CINdetails.row_number as CINdetails
from Section47
inner join CINdetails using (LAchildID, CINdetailsID)
where Section47.S47ActualStartDate_on < CINdetails.CINreferralDate_on
