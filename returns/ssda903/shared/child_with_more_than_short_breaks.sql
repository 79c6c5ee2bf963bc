-- Children with an episode that is no short break (V3, V4): of others little is asked.
select distinct CHILD
from Episodes
where CHILD is not null and (LS is null or LS not in ('V3', 'V4'))
