/*---
code: "576"
message: >-
  An absence was open at the end of last year's return, and this year's does not begin with it
severity: error
kind: previous_year
tables: {Missing: [CHILD, MIS_START], Episodes: [CHILD]}
reads: [Missing_previous]
optional: [Episodes]
needs: [previous]
---*/
-- The child's first absence of this year must be that one. Where the child has none at all the
-- finding is on its first episode.
with
    open_before as (
        select CHILD, MIS_START_on
        from Missing_previous
        where MIS_END is null and MIS_START_on is not null
    ),
    first_absence as (
        select row_number, CHILD, MIS_START, MIS_START_on
        from Missing
        qualify
            row_number() over (
                partition by CHILD
                order by
                    MIS_START_on nulls last,
                    MIS_START,
                    MIS_END_on,
                    MIS_END,
                    MISSING,
                    DOB,
                    row_number
            )
            = 1
    )
select first_absence.row_number as Missing, null as Episodes
from first_absence
inner join open_before using (CHILD)
where
    first_absence.MIS_START is null
    or first_absence.MIS_START_on <> open_before.MIS_START_on
union all
select null, first_episode.row_number
from open_before
inner join episode_in_order as first_episode using (CHILD)
anti join Missing using (CHILD)
where first_episode.episode_number = 1
