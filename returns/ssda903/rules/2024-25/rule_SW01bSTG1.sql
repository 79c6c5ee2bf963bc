/*---
code: SW01bSTG1
message: >-
  The social worker episode has no start, or started since April 2023 and has no id of a worker or
  no reason
severity: error
kind: row
tables: {SWEpisodes: [SW_DECOM, SW_ID, SW_REASON]}
---*/
select
    row_number,
    case
        when SW_DECOM is null then 'SW_DECOM'
        when SW_ID is null then 'SW_ID'
        else 'SW_REASON'
    end as field
from SWEpisodes
where
    SW_DECOM is null
    or (SW_DECOM_on >= date '2023-04-01' and (SW_ID is null or SW_REASON is null))
