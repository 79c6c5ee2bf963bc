/*---
code: "204"
message: The ethnic group is another than in last year's return
severity: error
kind: previous_year
tables: {Header: [ETHNIC]}
reads: [Header_previous]
needs: [previous]
---*/
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
where upper(this.ETHNIC) is distinct from upper(before.ETHNIC)
