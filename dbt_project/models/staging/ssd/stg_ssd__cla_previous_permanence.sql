with landed as (select * from {{ source("raw", "ssd__cla_previous_permanence") }})

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    {{ without_sentinels("lapp_table_id", "id") }} as lapp_table_id,
    {{ without_sentinels("lapp_person_id", "id") }} as lapp_person_id,
    {{ without_sentinels("lapp_previous_permanence_order_date", "text") }}
    as lapp_previous_permanence_order_date,
    {{ without_sentinels("lapp_previous_permanence_option", "code") }}
    as lapp_previous_permanence_option,
    {{ without_sentinels("lapp_previous_permanence_la", "text") }} as lapp_previous_permanence_la
from landed
