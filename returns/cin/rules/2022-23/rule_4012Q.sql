/*---
code: "4012Q"
message: The child in need plan ended on the day on which it started
severity: query
kind: row
tables: {CINplanDates: [CINPlanStartDate, CINPlanEndDate]}
---*/
select row_number from CINplanDates where CINPlanStartDate_on = CINPlanEndDate_on
