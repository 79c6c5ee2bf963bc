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
    first_episode as (
        select CHILD, row_number, DECOM_on
        from Episodes
        where DECOM_on is not null
        qualify row_number() over (partition by CHILD order by DECOM_on, row_number) = 1
    ),
    last_open as (
        select CHILD, max(DECOM_on) as DECOM_on
        from Episodes_previous
        where DEC is null and DECOM_on is not null
        group by CHILD
    )
select first_episode.row_number
from first_episode
inner join last_open using (CHILD)
where first_episode.DECOM_on <> last_open.DECOM_on
