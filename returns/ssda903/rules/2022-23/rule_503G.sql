/*---
code: "503G"
message: >-
  Last year ended with an open episode, and this year's first has another distance from home
severity: error
kind: previous_year
tables: {Episodes: [PL_DISTANCE]}
reads: [Episodes_previous]
needs: [previous, PL_DISTANCE, PL_DISTANCE_previous]
---*/
-- A tenth of a mile is rounding.
select row_number
from carried_over_episode
where (distance_changed_by >= 0.2 or distance_in_one_year)
