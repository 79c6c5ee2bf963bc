/*---
code: "452"
message: The first episode goes on from last year's open one, and lies in another authority
severity: error
kind: previous_year
tables: {Episodes: [PL_LA]}
reads: [Episodes_previous]
needs: [previous, PL_LA, PL_LA_previous]
---*/
select row_number
from carried_over_episode
where RNE = RNE_before and PL_LA is distinct from PL_LA_before
