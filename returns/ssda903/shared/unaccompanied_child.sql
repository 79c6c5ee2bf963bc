-- Children who are in the list of unaccompanied asylum-seeking children, of this year or of last.
select CHILD
from UASC
where CHILD is not null
union
select CHILD
from UASC_previous
where CHILD is not null
