/*---
code: "4011"
message: The child in need plan ended before it started
severity: error
kind: row
tables: {CINplanDates: [CINPlanEndDate, CINPlanStartDate]}
---*/
select row_number from CINplanDates where CINPlanEndDate_on < CINPlanStartDate_on
