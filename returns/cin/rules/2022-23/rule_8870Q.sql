/*---
code: "8870Q"
message: The target date of the initial conference is a Saturday or a Sunday
severity: query
kind: row
tables: {Section47: [InitialCPCtarget]}
---*/
-- Saturday and Sunday count; a bank holiday does not.
select row_number
from Section47
where isodow(InitialCPCtarget_on) >= 6
