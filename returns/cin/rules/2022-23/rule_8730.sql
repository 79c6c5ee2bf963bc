/*---
code: "8730"
message: The number of previous plans is blank, below zero or no number
severity: error
kind: row
tables: {ChildProtectionPlans: [NumberOfPreviousCPP]}
---*/
select row_number from childprotectionplans where coalesce(numberofpreviouscpp_n, -1) < 0
