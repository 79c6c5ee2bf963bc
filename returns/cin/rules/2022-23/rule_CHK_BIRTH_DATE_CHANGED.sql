/*---
code: CHK_BIRTH_DATE_CHANGED
message: The date of birth is not that of last year's return
severity: check
kind: previous_year
tables: {ChildIdentifiers: [PersonBirthDate]}
reads: [ChildIdentifiers_previous]
needs: [previous]
---*/
-- Ours: the census has no rule that looks back.
select this.row_number
from ChildIdentifiers as this
inner join ChildIdentifiers_previous as before using (child_id)
where this.PersonBirthDate_on <> before.PersonBirthDate_on
