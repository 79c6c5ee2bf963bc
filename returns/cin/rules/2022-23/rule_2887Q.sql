/*---
code: "2887Q"
message: The return uses fewer than eight of the disability codes
severity: query
kind: authority
tables: {Disabilities: [Disability]}
---*/
select 'Codes used: ' || count(distinct Disability) as value
from Disabilities
where Disability in (select code from collection_code where code_list = 'Disability')
having count(distinct Disability) < 8
