/*---
code: "335"
message: >-
  Whether the adopter was the current foster carer does not fit the placement out of which the child
  was adopted
severity: error
kind: join
tables: {AD1: [FOSTER_CARE], Episodes: [PLACE]}
---*/
-- A3 and A5 are placements with the current foster carer, A4 and A6 with somebody else.
select adoption.row_number as AD1, episode.row_number as Episodes
from AD1 as adoption
inner join Episodes as episode using (CHILD)
where
    episode.REC in ('E11', 'E12')
    and case adoption.FOSTER_CARE
        when '0' then episode.PLACE in ('A3', 'A5')
        when '1' then episode.PLACE in ('A4', 'A6')
    end
