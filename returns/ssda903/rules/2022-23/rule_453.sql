/*---
code: "453"
message: >-
  The first episode goes on from last year's open one, and its distance from home is another
severity: error
kind: previous_year
tables: {Episodes: [PL_DISTANCE]}
reads: [Episodes_previous]
needs: [previous, PL_DISTANCE, PL_DISTANCE_previous]
---*/
-- A tenth of a mile is rounding.
select row_number
from carried_over_episode
where RNE = RNE_before and (distance_changed_by >= 0.2 or distance_in_one_year)
