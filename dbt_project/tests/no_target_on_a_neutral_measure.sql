-- A measure that is neither good nor bad has nothing to be rated against.
with
    targets as (select * from {{ ref("measure_target") }}),

    measures as (select * from {{ ref("dim_measure") }})

select targets.measure_id, targets.authority, targets.starts_on
from targets
inner join measures on targets.measure_id = measures.measure_id
where measures.polarity = 'neutral'
