/*---
code: SW12STG2
message: >-
  The child comes into care, or leaves it or stays, with this episode, and no social worker of that
  time is reported
severity: error
kind: join
tables: {Episodes: [DECOM]}
reads: [SWEpisodes]
---*/
-- Not asked of short breaks, nor of what ended before last year. A worker's episode that began
-- before the child's does as well; dates of it that cannot be read may be of that time.
with
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
anti join with_worker using (row_number)
where
    (LS is null or LS not in ('V3', 'V4'))
    and (RNE = 'S' or REC is distinct from 'X1')
    and (DEC is null or DEC_on between months_after($collection_start, -12) and $collection_end)
