/*---
code: "624"
message: The date of birth of the mother's child is another than in last year's return
severity: error
kind: previous_year
tables: {Header: [MC_DOB]}
reads: [Header_previous]
optional: [Episodes, OC3]
needs: [previous]
---*/
-- A care leaver without an episode this year has no mother's items (628), so blank is right there.
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
left join (select distinct CHILD from OC3) as leaver using (CHILD)
left join (select distinct CHILD from Episodes) as in_care using (CHILD)
where
    before.MC_DOB is not null
    and this.MC_DOB is distinct from before.MC_DOB
    and not (this.MC_DOB is null and leaver.CHILD is not null and in_care.CHILD is null)
