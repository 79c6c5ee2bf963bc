with given as (select * from {{ source("raw", "benchmark_given") }})

select
    sequence,
    indicator_id,
    year,
    level,
    area_code,
    area_name,
    region_name,
    cast(value as double) as value,
    status_code,
    status_basis,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    release,
    published_on,
    source_file,
    source_sha256
from given
