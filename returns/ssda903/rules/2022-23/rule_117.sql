/*---
code: "117"
message: >-
  The decision to place for adoption, or its reversal, is later than the end of the year or of the
  child's last episode
severity: error
kind: join
tables: {PlacedAdoption: [DATE_PLACED_CEASED, DATE_PLACED], Episodes: [DEC, REC, DECOM]}
---*/
with
    last_episode as (
        select CHILD, row_number, DEC_on
        from episode_in_order
        where REC is distinct from 'X1'
        qualify row_number() over (partition by CHILD order by DECOM_on desc, episode_number) = 1
    )
select decision.row_number as PlacedAdoption, last_episode.row_number as Episodes
from PlacedAdoption as decision
inner join last_episode using (CHILD)
where
    greatest(decision.DATE_PLACED_on, decision.DATE_PLACED_CEASED_on)
    > least(last_episode.DEC_on, $collection_end)
