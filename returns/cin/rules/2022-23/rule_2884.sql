/*---
code: "2884"
message: One initial conference stands both with the enquiry and with the episode of need
severity: error
kind: join
tables: {CINdetails: [DateOfInitialCPC], Section47: [DateOfInitialCPC]}
---*/
-- The same child and day, whatever the episode: a conference belongs in one place.
select CINdetails.row_number as CINdetails, Section47.row_number as Section47
from CINdetails
inner join Section47 using (LAchildID, DateOfInitialCPC_on)
