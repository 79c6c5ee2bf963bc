/*---
code: "2887Q"
message: The return uses fewer than eight codes of disabilities
severity: query
kind: authority
tables: {Disabilities: [Disability]}
---*/
-- NONE is no disability and does not count.
select 'Codes used: ' || count(distinct disability) as value
from disabilities
where
    disability <> 'NONE'
    and disability in (select code from collection_code where code_list = 'Disability')
having count(distinct disability) < 8
