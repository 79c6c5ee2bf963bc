/*---
code: "562"
message: >-
  The child's first episode started before the year, and last year's return does not end with it
severity: error
kind: previous_year
tables: {Episodes: [DECOM]}
reads: [Episodes_previous]
needs: [previous]
---*/
with
    last_start as (select CHILD, max(DECOM_on) as DECOM_on from Episodes_previous group by CHILD)
select episode_in_order.row_number
from episode_in_order
anti join last_start using (CHILD, DECOM_on)
where
    episode_in_order.episode_number = 1 and episode_in_order.DECOM_on < $collection_start
