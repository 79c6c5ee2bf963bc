/*---
code: "502"
message: >-
  Last year ended with an open episode, and this year's first episode does not start on its day
severity: error
kind: previous_year
tables: {Episodes: [DECOM]}
reads: [Episodes_previous]
needs: [previous]
---*/
with
    last_open as (
        select CHILD, max(DECOM_on) as DECOM_on
        from Episodes_previous
        where DEC is null and DECOM_on is not null
        group by CHILD
    )
select first_episode.row_number
from episode_in_order as first_episode
inner join last_open using (CHILD)
where first_episode.episode_number = 1 and first_episode.DECOM_on <> last_open.DECOM_on
