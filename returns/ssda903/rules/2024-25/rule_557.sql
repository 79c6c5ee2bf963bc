/*---
code: "557"
message: >-
  The child was to be placed for adoption and left care without being adopted, and the date or the
  reason of the reversal is not given
severity: error
kind: join
tables:
  PlacedAdoption: [DATE_PLACED_CEASED, REASON_PLACED_CEASED]
  Episodes: [REC, PLACE, LS]
---*/
select decision.row_number as PlacedAdoption, episode.row_number as Episodes
from Episodes as episode
left join PlacedAdoption as decision using (CHILD)
where
    (episode.PLACE in ('A3', 'A4', 'A5', 'A6') or episode.LS = 'E1')
    and episode.REC not in ('X1', 'E11', 'E12')
    and (decision.DATE_PLACED_CEASED is null or decision.REASON_PLACED_CEASED is null)
