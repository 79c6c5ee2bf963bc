/*---
code: SW13STG1
message: The reason for the social worker episode is not in the code list, or blank since April 2023
severity: error
kind: code_list
tables: {SWEpisodes: [SW_REASON]}
---*/
-- Social workers are collected since April 2023; an episode from before need have no reason.
select row_number
from SWEpisodes
where
    SW_REASON not in (select code from collection_code where code_list = 'SW_REASON')
    or (SW_REASON is null and SW_DECOM_on >= date '2023-04-01')
