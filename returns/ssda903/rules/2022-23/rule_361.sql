/*---
code: "361"
message: The child was under police protection for more than 72 hours
severity: error
kind: sequence
tables: {Episodes: [LS, DECOM, DEC]}
---*/
select row_number
from legal_status_period
where LS = 'L1' and status_ends_on - status_starts_on > 3
