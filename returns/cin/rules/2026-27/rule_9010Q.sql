/*---
code: "9010Q"
message: The letter offered a meeting and nothing says whether one was facilitated
severity: query
kind: row
tables: {PreProceedings: [FGDMMeetingFac, FGDMMeetingOffer]}
---*/
select row_number
from PreProceedings
where FGDMMeetingOffer_is and FGDMMeetingFac is null
