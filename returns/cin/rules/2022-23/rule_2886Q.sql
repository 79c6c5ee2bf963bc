/*---
code: "2886Q"
message: More than 2% of the children born have no gender recorded
severity: query
kind: authority
tables: {ChildIdentifiers: [GenderCurrent]}
---*/
-- Children whose date of birth is still expected are not among those that lack it.
with
    figures as (
        select
            count(*) as children,
            count_if(
                coalesce(GenderCurrent, '0') = '0' and ExpectedPersonBirthDate is null
            ) as unknown
        from ChildIdentifiers
    )
select 'Unknown: ' || unknown || ' of ' || children as value
from figures
where unknown > 0.02 * children
