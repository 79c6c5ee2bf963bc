-- Two targets for one day would double the rows of fct_measure_value.
with targets as (select * from {{ ref("measure_target") }})

select earlier.measure_id, earlier.authority, later.starts_on
from targets as earlier
inner join
    targets as later
    on earlier.measure_id = later.measure_id
    and earlier.authority = later.authority
    and earlier.starts_on < later.starts_on
    and (earlier.ends_on is null or earlier.ends_on >= later.starts_on)
