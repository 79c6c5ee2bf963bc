/*---
code: "100"
message: The reference date is not 31 March of the year of the census
severity: error
kind: row
tables: {Header: [ReferenceDate]}
---*/
-- It must be that of the year being collected, and of the year that the header names.
select row_number
from Header
where
    ReferenceDate_on
    is distinct from make_date(year($collection_end - interval 3 month)::integer + 1, 3, 31)
    or year(ReferenceDate_on) <> Year_n
