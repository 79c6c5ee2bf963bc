/*---
code: "231"
message: The child is an unaccompanied asylum seeker under 11; please check the date of birth
severity: query
kind: join
tables: {Header: [DOB, UASC]}
reads: [UASC]
optional: [UASC_previous, Header_previous]
---*/
-- By the end of the year. Who is 11 on that day is not under 11.
select header_row as row_number
from asylum_status
where is_unaccompanied and DOB_on > months_after($collection_end, -11 * 12)
