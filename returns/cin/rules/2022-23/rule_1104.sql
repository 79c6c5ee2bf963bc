/*---
code: "1104"
message: The initial conference was held before the child was referred
severity: error
kind: join
tables: {Section47: [DateOfInitialCPC], CINdetails: [CINreferralDate]}
---*/
select Section47.row_number as Section47, CINdetails.row_number as CINdetails
from Section47
inner join CINdetails using (LAchildID, CINdetailsID)
where Section47.DateOfInitialCPC_on < CINdetails.CINreferralDate_on
