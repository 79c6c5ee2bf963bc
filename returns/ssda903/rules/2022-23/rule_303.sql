/*---
code: "303"
message: >-
  A day on which the child ceased to be an unaccompanied asylum seeker is given, and Header does
  not say that the child is one
severity: error
kind: join
tables: {UASC: [DUC], Header: [UASC]}
---*/
-- A Header without the column says nothing of anyone: it is that of the CSV form.
select UASC.row_number as UASC, Header.row_number as Header
from UASC
inner join Header using (CHILD)
where
    UASC.DUC is not null
    and Header.UASC is distinct from '1'
    and (select count(Header.UASC) from Header) > 0
