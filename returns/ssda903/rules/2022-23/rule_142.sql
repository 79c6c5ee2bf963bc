/*---
code: "142"
message: A later episode of the child has started, and this one has no end or no reason for it
severity: error
kind: sequence
tables: {Episodes: [DEC, REC]}
---*/
-- By the text: an end that cannot be read has been given all the same.
select row_number
from episode_in_order
where episode_number < episodes_of_child and (DEC is null or REC is null)
