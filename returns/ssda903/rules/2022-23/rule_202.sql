/*---
code: "202"
message: The sex is another than in last year's return
severity: error
kind: previous_year
tables: {Header: [SEX]}
reads: [Header_previous]
needs: [previous]
---*/
-- A code that was renamed between the years means the same in both.
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
left join renamed_code as renamed
    on renamed.code_list = 'SEX'
    and renamed.code_before = before.SEX
    and renamed.code = this.SEX
where this.SEX is distinct from coalesce(renamed.code, before.SEX)
