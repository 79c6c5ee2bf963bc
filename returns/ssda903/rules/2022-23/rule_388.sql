/*---
code: "388"
message: >-
  The reason of the end and the next episode do not fit: X1 where none starts that day, or another
  reason where one does
severity: error
kind: sequence
tables: {Episodes: [REC, DEC]}
---*/
-- A child with a start that cannot be read is left alone where X1 lacks its next episode: that start
-- may be it.
with
    starts as (
        select CHILD, count_if(DECOM_on is null) > 0 as has_unknown, list(DECOM_on) as days
        from Episodes
        group by CHILD
    ),
    ended as (
        select
            Episodes.row_number,
            Episodes.REC,
            starts.has_unknown,
            -- An episode that starts and ends on one day is not its own next one.
            len(list_filter(starts.days, lambda day: day = Episodes.DEC_on))
            > if(Episodes.DECOM_on = Episodes.DEC_on, 1, 0) as goes_on
        from Episodes
        inner join starts using (CHILD)
        where Episodes.DEC_on is not null and Episodes.REC is not null
    )
select row_number
from ended
where (REC = 'X1' and not goes_on and not has_unknown) or (REC <> 'X1' and goes_on)
