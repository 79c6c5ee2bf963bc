/*---
code: "441"
message: The child took part in the review as one of 4 or older (PN1 to PN7), and was under 4
severity: error
kind: row
tables: {Reviews: [REVIEW_CODE, REVIEW, DOB]}
---*/
select row_number
from Reviews
where
    REVIEW_CODE in ('PN1', 'PN2', 'PN3', 'PN4', 'PN5', 'PN6', 'PN7')
    and age_on(DOB_on, REVIEW_on) < 4
