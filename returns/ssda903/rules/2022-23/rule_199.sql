/*---
code: "199"
message: >-
  The child was adopted at the end of an earlier episode, this year or last, and has this one after
  it
severity: error
kind: sequence
tables: {Episodes: [CHILD]}
reads: [Episodes_previous]
optional: [Episodes_previous]
---*/
with
    known as (
        select CHILD, DECOM_on, REC from Episodes
        union all
        select CHILD, DECOM_on, REC from Episodes_previous
    ),
    first_adopted as (
        select CHILD, min(DECOM_on) as DECOM_on
        from known
        where REC in ('E11', 'E12')
        group by CHILD
    )
select Episodes.row_number
from Episodes
inner join first_adopted using (CHILD)
where
    Episodes.DECOM_on > first_adopted.DECOM_on
    -- Last year's return has the same episode, and the adoption at its end.
    or (
        Episodes.DECOM_on = first_adopted.DECOM_on
        and (Episodes.REC is null or Episodes.REC not in ('E11', 'E12'))
    )
