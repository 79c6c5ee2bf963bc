/*---
code: "118"
message: >-
  The reversal of the decision to place for adoption is earlier than the year, or than the child's
  first episode
severity: error
kind: join
tables: {PlacedAdoption: [DATE_PLACED_CEASED], Episodes: [DECOM, LS]}
---*/
-- Short breaks are no start to be looked after here.
with
    first_episode as (
        select
            CHILD,
            arg_min(row_number, episode_number) as row_number,
            min(DECOM_on) as starts_on
        from episode_in_order
        where LS is null or LS not in ('V3', 'V4')
        group by CHILD
    )
select decision.row_number as PlacedAdoption, first_episode.row_number as Episodes
from PlacedAdoption as decision
inner join first_episode using (CHILD)
where
    decision.DATE_PLACED_CEASED_on < greatest(first_episode.starts_on, $collection_start)
