/*---
code: "364"
message: The child was kept under the Police and Criminal Evidence Act for longer than 21 days
severity: error
kind: sequence
tables: {Episodes: [LS, DECOM, DEC]}
---*/
select row_number
from legal_status_period
where LS = 'J2' and status_ends_on - status_starts_on > 21
