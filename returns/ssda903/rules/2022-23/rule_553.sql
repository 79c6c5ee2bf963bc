/*---
code: "553"
message: >-
  There is a placement order, and the decision to place the child for adoption or its date is
  not given, or the order is open and the decision is reversed
severity: error
kind: join
tables:
  Episodes: [CHILD]
  PlacedAdoption: [DATE_PLACED, DATE_PLACED_CEASED, REASON_PLACED_CEASED]
---*/
with
    under_order as (select row_number, CHILD, DEC from Episodes where LS = 'E1')
select row_number as Episodes, null as PlacedAdoption
from under_order
anti join PlacedAdoption using (CHILD)
union all
select null, decision.row_number
from PlacedAdoption as decision
inner join under_order using (CHILD)
where
    decision.DATE_PLACED is null
    or (
        under_order.DEC is null
        and coalesce(decision.DATE_PLACED_CEASED, decision.REASON_PLACED_CEASED) is not null
    )
