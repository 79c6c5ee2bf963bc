/*---
code: "2886Q"
message: More than 2% of the children born have no sex recorded
severity: query
kind: authority
tables: {ChildIdentifiers: [Sex]}
---*/
-- Children whose date of birth is still expected are not among those that lack it.
with
    figures as (
        select
            count(*) as children,
            count_if(coalesce(Sex, 'U') = 'U' and ExpectedPersonBirthDate is null) as unknown
        from ChildIdentifiers
    )
select 'Unknown: ' || unknown || ' of ' || children as value
from figures
where unknown > 0.02 * children
