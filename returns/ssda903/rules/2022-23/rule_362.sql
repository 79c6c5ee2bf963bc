/*---
code: "362"
message: The child was under emergency protection for more than 21 days
severity: error
kind: sequence
tables: {Episodes: [LS, DECOM, DEC]}
---*/
select row_number
from legal_status_period
where LS = 'L2' and status_ends_on - status_starts_on > 21
