/*---
code: "9007"
message: A letter before proceedings was sent and nothing says whether it offered a meeting
severity: error
kind: row
tables: {PreProceedings: [FGDMMeetingOffer, LBPSentDate]}
---*/
select row_number
from PreProceedings
where LBPSentDate is not null and FGDMMeetingOffer is null
