/*---
code: "9015Q"
message: The first meeting of pre-proceedings was held and the number of review meetings is blank
severity: query
kind: row
tables: {PreProceedings: [ReviewMeetingsCount, InitialPPMeetingDate]}
---*/
select row_number
from PreProceedings
where InitialPPMeetingDate is not null and ReviewMeetingsCount is null
