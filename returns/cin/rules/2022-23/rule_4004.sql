/*---
code: "4004"
message: The episode of need has more than one open child in need plan
severity: error
kind: sequence
tables: {CINplanDates: [CINPlanEndDate]}
---*/
select row_number
from CINplanDates
where CINPlanEndDate is null and LAchildID is not null and CINdetailsID is not null
qualify count(*) over (partition by LAchildID, CINdetailsID) > 1
