/*---
code: "148"
message: Of the date and the reason of the end of the episode only one is given
severity: error
kind: row
tables: {Episodes: [DEC, REC]}
---*/
-- By the text: a date that cannot be read has been given all the same.
select row_number
from Episodes
where (DEC is null) <> (REC is null)
