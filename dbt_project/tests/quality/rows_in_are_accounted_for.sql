-- Nothing given may vanish: rows in = loaded + quarantined + exact duplicates collapsed, for each
-- drop and table.
select *
from {{ ref("ingestion_report") }}
where rows_in <> rows_loaded + rows_quarantined + duplicates_collapsed
