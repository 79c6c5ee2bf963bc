/*---
code: "363"
message: The child was under an assessment order for more than 7 days
severity: error
kind: sequence
tables: {Episodes: [LS, DECOM, DEC]}
---*/
select row_number
from legal_status_period
where LS = 'L3' and status_ends_on - status_starts_on > 7
