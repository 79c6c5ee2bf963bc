/*---
code: SW01STG1
message: >-
  The child is looked after at the end of the year, and no social worker is reported with id, start
  and reason
severity: error
kind: join
tables: {Episodes: [DEC]}
reads: [SWEpisodes]
---*/
-- Not asked of short breaks.
select Episodes.row_number
from Episodes
anti join (
    select CHILD
    from SWEpisodes
    where SW_ID is not null and SW_DECOM is not null and SW_REASON is not null
) as reported using (CHILD)
where
    Episodes.DEC is null
    and (Episodes.LS is null or Episodes.LS not in ('V3', 'V4'))
