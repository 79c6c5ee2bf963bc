/*---
code: "1530"
message: Characters 2 to 4 of the UPN are the code of no authority
severity: error
kind: code_list
tables: {ChildIdentifiers: [UPN]}
---*/
-- Authorities since April 1998 with those that are gone, and the codes used in place of one. The
-- authority that submits is one in any case.
select row_number
from ChildIdentifiers
where
    length(UPN) = 13
    and substr(UPN, 2, 3)
    not in (select code from collection_code where code_list = 'LocalAuthority')
    and substr(UPN, 2, 3) is distinct from $authority
