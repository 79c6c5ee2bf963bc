with landed as (select * from {{ source("raw", "ssd__disability") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("disa_person_id", "id") }} as disa_person_id,
    {{ without_sentinels("disa_table_id", "id") }} as disa_table_id,
    {{ without_sentinels("disa_disability_code", "code") }} as disa_disability_code
from landed
