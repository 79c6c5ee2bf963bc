/*---
code: "208"
message: The UPN is another than in last year's return
severity: error
kind: previous_year
tables: {Header: [UPN]}
reads: [Header_previous]
needs: [previous]
---*/
-- A code for one that is not known (UN1 to UN5), or a blank, may become a UPN; UN1 and a blank may
-- also become one of the codes that say why it is not known. Two blanks are for 442.
select this.row_number
from Header as this
inner join Header_previous as before using (CHILD)
where
    upper(this.UPN) is distinct from upper(before.UPN)
    and not (
        (before.UPN is null or upper(before.UPN) = 'UN1')
        and coalesce(upper(this.UPN) in ('UN2', 'UN3', 'UN4', 'UN5'), false)
    )
    and not (
        (before.UPN is null or upper(before.UPN) in ('UN1', 'UN2', 'UN3', 'UN4', 'UN5'))
        and coalesce(upper(this.UPN) not in ('UN1', 'UN2', 'UN3', 'UN4', 'UN5'), false)
    )
