with landed as (select * from {{ source("raw", "ssd__mother") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("moth_table_id", "id") }} as moth_table_id,
    {{ without_sentinels("moth_person_id", "id") }} as moth_person_id,
    {{ without_sentinels("moth_childs_person_id", "id") }} as moth_childs_person_id,
    {{ without_sentinels("moth_childs_dob", "date") }} as moth_childs_dob
from landed
