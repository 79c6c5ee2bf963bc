/*---
code: SW12STG2
message: >-
  The child is looked after at the end of the year, comes into care, leaves it or stays with this
  episode, and no social worker of that time is reported
severity: error
kind: join
tables: {Episodes: [DECOM]}
reads: [SWEpisodes]
---*/
-- Asked of children who are looked after at the end of the year, and of all their care in it and in
-- the year before; not of short breaks. A worker's episode that began before the child's does as
-- well; dates of it that cannot be read may be of that time.
with
    in_care_at_the_end as (
        select distinct CHILD
        from Episodes
        where DEC is null and (LS is null or LS not in ('V3', 'V4'))
    ),
    with_worker as (
        select Episodes.row_number
        from Episodes
        inner join SWEpisodes as worker using (CHILD)
        where
            (
                worker.SW_DECOM_on <= coalesce(Episodes.DEC_on, $collection_end)
                or (worker.SW_DECOM is not null and worker.SW_DECOM_on is null)
            )
            and (worker.SW_DEC_on is null or worker.SW_DEC_on >= Episodes.DECOM_on)
    )
select row_number
from Episodes
semi join in_care_at_the_end using (CHILD)
anti join with_worker using (row_number)
where
    (LS is null or LS not in ('V3', 'V4'))
    and (RNE = 'S' or REC is distinct from 'X1')
    and (DEC is null or DEC_on between months_after($collection_start, -12) and $collection_end)
