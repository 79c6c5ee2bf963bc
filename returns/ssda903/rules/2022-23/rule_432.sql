/*---
code: "432"
message: Care ended with the episode before, and this one starts with another reason than S
severity: error
kind: sequence
tables: {Episodes: [RNE]}
---*/
select row_number
from episode_and_the_one_before
where
    before_REC in (select code from collection_code where code_list = 'REC' and code <> 'X1')
    and RNE is distinct from 'S'
