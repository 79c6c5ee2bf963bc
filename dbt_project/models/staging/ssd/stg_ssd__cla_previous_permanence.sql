with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cla_previous_permanence") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("lapp_table_id", "id") }} as lapp_table_id,
    id_prefix || {{ without_sentinels("lapp_person_id", "id") }} as lapp_person_id,
    {{ without_sentinels("lapp_previous_permanence_order_date", "text") }}
    as lapp_previous_permanence_order_date,
    {{ without_sentinels("lapp_previous_permanence_option", "code") }}
    as lapp_previous_permanence_option,
    {{ without_sentinels("lapp_previous_permanence_la", "text") }} as lapp_previous_permanence_la
from landed
