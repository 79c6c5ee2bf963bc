with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__mother") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("moth_table_id", "id") }} as moth_table_id,
    id_prefix || {{ without_sentinels("moth_person_id", "id") }} as moth_person_id,
    id_prefix || {{ without_sentinels("moth_childs_person_id", "id") }} as moth_childs_person_id,
    {{ without_sentinels("moth_childs_dob", "date") }} as moth_childs_dob
from landed
