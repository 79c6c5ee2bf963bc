-- Nothing given may vanish: rows in = loaded + quarantined + exact duplicates collapsed
-- + superseded by another system, for each drop and table.
select *
from {{ ref("ingestion_report") }}
where rows_in <> rows_loaded + rows_quarantined + duplicates_collapsed + rows_superseded
