/*---
code: "331"
message: The match with the adopters is later than the start of the episode that ended in adoption
severity: error
kind: join
tables: {AD1: [DATE_MATCH], Episodes: [DECOM, REC]}
---*/
select adoption.row_number as AD1, episode.row_number as Episodes
from AD1 as adoption
inner join Episodes as episode using (CHILD)
where episode.REC in ('E11', 'E12') and adoption.DATE_MATCH_on > episode.DECOM_on
