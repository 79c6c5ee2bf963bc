select
    authority,
    source_system,
    snapshot_id,
    as_at,
    tells_from,
    tells_to,
    table_name,
    is_staged,
    is_absent,
    rows_in,
    extra_columns,
    missing_columns,
    without_it
from {{ source("raw", "landed_table") }}
