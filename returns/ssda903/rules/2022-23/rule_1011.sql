/*---
code: "1011"
message: >-
  Care leaver items are given for somebody whose last episode ended with care by another authority
severity: error
kind: sequence
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Episodes]
---*/
select OC3.row_number
from OC3
inner join episode_in_order as last_episode using (CHILD)
where
    last_episode.episode_number = last_episode.episodes_of_child
    and last_episode.REC = 'E3'
    and coalesce(OC3.IN_TOUCH, OC3.ACTIV, OC3.ACCOM) is not null
