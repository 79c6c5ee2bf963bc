/*---
code: "440"
message: The child took part in the review as one under 4 (PN0), and was 4 or older
severity: error
kind: row
tables: {Reviews: [REVIEW_CODE, REVIEW, DOB]}
---*/
select row_number
from Reviews
where REVIEW_CODE = 'PN0' and age_on(DOB_on, REVIEW_on) >= 4
