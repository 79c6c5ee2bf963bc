/*---
code: "8630"
message: The episode of need closed before it was referred
severity: error
kind: row
tables: {CINdetails: [CINclosureDate, CINreferralDate]}
---*/
select row_number
from CINdetails
where CINclosureDate_on < CINreferralDate_on
