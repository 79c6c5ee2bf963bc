/*---
code: "579"
message: >-
  The decision to place for adoption was made while an earlier one was still open, or before that
  was reversed
severity: error
kind: sequence
tables: {PlacedAdoption: [DATE_PLACED, DATE_PLACED_CEASED]}
---*/
select this.row_number
from placement_decision_in_order as this
inner join placement_decision_in_order as before
    on before.CHILD = this.CHILD
    and before.decision_number = this.decision_number - 1
where
    before.DATE_PLACED_CEASED is null
    or this.DATE_PLACED_on < before.DATE_PLACED_CEASED_on
