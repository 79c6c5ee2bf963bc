/*---
code: "601"
message: >-
  The child was adopted in the year, and not all six items on the adoption are given
severity: error
kind: join
tables:
  AD1: [DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR]
  Episodes: [REC]
---*/
-- A child without a row in AD1 has none of them.
select adoption.row_number as AD1, episode.row_number as Episodes
from Episodes as episode
left join adoption_items as adoption using (CHILD)
where
    episode.REC in ('E11', 'E12')
    and in_year(episode.DEC_on)
    and coalesce(adoption.items_given, 0) < 6
